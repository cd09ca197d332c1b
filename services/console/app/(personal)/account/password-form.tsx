'use client'

import { useWrite } from '@/lib/forms/use-write'
import { useWords } from '@/lib/words/client'
import { Button } from '@/ui/button'
import { Form } from '@/ui/form'
import { Notice } from '@/ui/notice'
import { TextField } from '@/ui/text-field'
import { changePassword } from './actions'

type Props = {
  email: string
  attempt: string
  words: { current: string; next: string; help: string; submit: string }
}

/** Another password; the one of before shows that it is really the account's owner who sits there. */
export function PasswordForm({ email, attempt, words }: Props) {
  const t = useWords('account')
  const [state, action, pending] = useWrite(changePassword, attempt)
  return (
    <Form action={action} state={state}>
      {state.done ? (
        <Notice tone="good" live>
          {t('passwordChanged', { count: state.endedSessions ?? 0 })}
        </Notice>
      ) : null}
      {/* Without it a password manager does not know whose password has changed. */}
      <input type="text" hidden readOnly name="username" autoComplete="username" value={email} />
      <TextField
        name="currentPassword"
        type="password"
        label={words.current}
        autoComplete="current-password"
        isRequired
      />
      <TextField
        name="newPassword"
        type="password"
        label={words.next}
        help={words.help}
        autoComplete="new-password"
        isRequired
      />
      <div>
        <Button type="submit" tone="primary" isPending={pending}>
          {words.submit}
        </Button>
      </div>
    </Form>
  )
}
