'use client'

import { useWrite } from '@/lib/forms/use-write'
import { Button } from '@/ui/button'
import { DoneNotice } from '@/ui/done-notice'
import { Form } from '@/ui/form'
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
      <DoneNotice href={logIn} label={words.logIn}>
        {words.done}
      </DoneNotice>
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
