'use client'

import { typed } from '@/lib/forms/form-state'
import { useWrite } from '@/lib/forms/use-write'
import { Button } from '@/ui/button'
import { Form } from '@/ui/form'
import { TextField } from '@/ui/text-field'
import { logIn } from './actions'

type Props = { next: string; attempt: string; words: { email: string; password: string; submit: string } }

/** Who are you? Works before any script. */
export function LogInForm({ next, attempt, words }: Props) {
  const [state, action, pending] = useWrite(logIn, attempt)
  return (
    <Form action={action} state={state}>
      <input type="hidden" name="next" value={next} />
      <TextField
        name="email"
        type="email"
        label={words.email}
        autoComplete="username"
        defaultValue={typed(state, 'email')}
        isRequired
      />
      <TextField name="password" type="password" label={words.password} autoComplete="current-password" isRequired />
      <Button type="submit" tone="primary" isPending={pending}>
        {words.submit}
      </Button>
    </Form>
  )
}
