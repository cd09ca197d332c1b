'use client'

import { useWrite } from '@/lib/forms/use-write'
import { Button } from '@/ui/button'
import { Form } from '@/ui/form'
import { useGone } from '@/ui/use-gone'
import { revokeSession } from './actions'

type Props = { session: string; attempt: string; words: { end: string; endOf: string; ended: string } }

/** Logs a device out. */
export function EndSession({ session, attempt, words }: Props) {
  const [place, revoke] = useGone(revokeSession, words.ended)
  const [state, action, pending] = useWrite(revoke, attempt)
  return (
    <Form action={action} state={state}>
      <input type="hidden" name="sessionId" value={session} />
      <div ref={place}>
        <Button type="submit" aria-label={words.endOf} isPending={pending}>
          {words.end}
        </Button>
      </div>
    </Form>
  )
}
