'use client'

import { typed } from '@/lib/forms/form-state'
import { useWrite } from '@/lib/forms/use-write'
import { Button } from '@/ui/button'
import { Form } from '@/ui/form'
import { TextField } from '@/ui/text-field'
import { signUp } from './actions'

type Words = { name: string; email: string; password: string; passwordHelp: string; submit: string }

/** A new account. */
export function SignUpForm({ next, attempt, words }: { next: string; attempt: string; words: Words }) {
  const [state, action, pending] = useWrite(signUp, attempt)
  return (
    <Form action={action} state={state}>
      <input type="hidden" name="next" value={next} />
      <TextField name="name" label={words.name} autoComplete="name" defaultValue={typed(state, 'name')} isRequired />
      <TextField
        name="email"
        type="email"
        label={words.email}
        autoComplete="username"
        defaultValue={typed(state, 'email')}
        isRequired
      />
      <TextField
        name="password"
        type="password"
        label={words.password}
        help={words.passwordHelp}
        autoComplete="new-password"
        isRequired
      />
      <Button type="submit" tone="primary" isPending={pending}>
        {words.submit}
      </Button>
    </Form>
  )
}
