'use client'

import { useWrite } from '@/lib/forms/use-write'
import { Button } from '@/ui/button'
import { Form } from '@/ui/form'
import { LinkButton } from '@/ui/link-button'
import { Notice } from '@/ui/notice'
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
      <div className="grid justify-items-start gap-4">
        <Notice tone="good" live>
          {words.done}
        </Notice>
        <LinkButton href={home} tone="primary">
          {words.on}
        </LinkButton>
      </div>
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
