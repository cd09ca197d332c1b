import type { DeadLetterState } from '@/gql/graphql'
import { words } from '@/lib/words/server'
import { Badge, type Tone } from '@/ui/badge'

/** What became of an event that could not be handled. */
export async function LetterState({ state }: { state: DeadLetterState }) {
  const t = await words('staff.deadLetters.states')
  return <Badge tone={TONE[state]}>{t(state)}</Badge>
}

const TONE = { DEAD: 'bad', DROPPED: 'quiet', RETRIED: 'busy' } satisfies Record<DeadLetterState, Tone>
