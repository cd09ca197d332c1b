'use client'

import { useWrite } from '@/lib/forms/use-write'
import { Button } from '@/ui/button'
import { Form } from '@/ui/form'
import { LinkButton } from '@/ui/link-button'
import { Notice } from '@/ui/notice'
import { TextField } from '@/ui/text-field'
import { resetPassword } from './actions'

type Props = {
  token: string
  attempt: string
  logIn: string
  words: { password: string; passwordHelp: string; repeat: string; submit: string; done: string; logIn: string }
}

/** The new password, twice, because nobody sees it. */
export function ResetPasswordForm({ token, attempt, logIn, words }: Props) {
  const [state, action, pending] = useWrite(resetPassword, attempt)
  if (state.done) {
    return (
      <div className="grid justify-items-start gap-4">
        <Notice tone="good" live>
          {words.done}
        </Notice>
        <LinkButton href={logIn} tone="primary">
          {words.logIn}
        </LinkButton>
      </div>
    )
  }
  return (
    <Form action={action} state={state}>
      <input type="hidden" name="token" value={token} />
      <TextField
        name="newPassword"
        type="password"
        label={words.password}
        help={words.passwordHelp}
        autoComplete="new-password"
        isRequired
      />
      <TextField name="repeatPassword" type="password" label={words.repeat} autoComplete="new-password" isRequired />
      <Button type="submit" tone="primary" isPending={pending}>
        {words.submit}
      </Button>
    </Form>
  )
}
