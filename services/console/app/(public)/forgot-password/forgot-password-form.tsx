'use client'

import { typed } from '@/lib/forms/form-state'
import { useWrite } from '@/lib/forms/use-write'
import { Button } from '@/ui/button'
import { Form } from '@/ui/form'
import { Notice } from '@/ui/notice'
import { TextField } from '@/ui/text-field'
import { requestPasswordReset } from './actions'

type Props = { attempt: string; words: { email: string; submit: string; sent: string; nothing: string } }

/** Where shall the link go? What follows is the same for every address. */
export function ForgotPasswordForm({ attempt, words }: Props) {
  const [state, action, pending] = useWrite(requestPasswordReset, attempt)
  return (
    <Form action={action} state={state}>
      {state.done ? (
        <Notice tone="good" live>
          <p>{words.sent}</p>
          <p className="mt-2">{words.nothing}</p>
        </Notice>
      ) : null}
      <TextField
        name="email"
        type="email"
        label={words.email}
        autoComplete="username"
        defaultValue={typed(state, 'email')}
        isRequired
      />
      <Button type="submit" tone="primary" isPending={pending}>
        {words.submit}
      </Button>
    </Form>
  )
}
