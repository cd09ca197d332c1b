import type { MailState as State } from '@/gql/graphql'
import { words } from '@/lib/words/server'
import { Badge, type Tone } from '@/ui/badge'

/** What became of a mail. */
export async function MailState({ state }: { state: State }) {
  const t = await words('staff.mails.states')
  return <Badge tone={TONE[state]}>{t(state)}</Badge>
}

const TONE = {
  DEFERRED: 'warn',
  FAILED: 'bad',
  QUEUED: 'busy',
  SENDING: 'busy',
  SENT: 'good',
  SUPPRESSED: 'quiet',
} satisfies Record<State, Tone>
