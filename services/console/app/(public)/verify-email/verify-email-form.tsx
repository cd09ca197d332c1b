'use client'

import { useWrite } from '@/lib/forms/use-write'
import { Button } from '@/ui/button'
import { DoneNotice } from '@/ui/done-notice'
import { Form } from '@/ui/form'
import { verifyEmail } from './actions'

type Props = {
  token: string
  attempt: string
  home: string
  words: { text: string; submit: string; done: string; on: string }
}

/** One button: opening the link alone changes nothing, because mail programs open links too. */
export function VerifyEmailForm({ token, attempt, home, words }: Props) {
  const [state, action, pending] = useWrite(verifyEmail, attempt)
  if (state.done) {
    return (
      <DoneNotice href={home} label={words.on}>
        {words.done}
      </DoneNotice>
    )
  }
  return (
    <Form action={action} state={state}>
      <input type="hidden" name="token" value={token} />
      <p className="text-muted">{words.text}</p>
      <Button type="submit" tone="primary" isPending={pending}>
        {words.submit}
      </Button>
    </Form>
  )
}
