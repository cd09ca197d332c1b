import type { OperationStatus } from '@/gql/graphql'
import { words } from '@/lib/words/server'
import { Badge, type Tone } from '@/ui/badge'

/** Where work on a site stands. */
export async function OperationState({ status }: { status: OperationStatus }) {
  const t = await words('instance.operations.statuses')
  return <Badge tone={TONE[status]}>{t(status)}</Badge>
}

const TONE = {
  CANCELED: 'quiet',
  FAILED: 'bad',
  QUEUED: 'quiet',
  RUNNING: 'busy',
  SUCCEEDED: 'good',
} satisfies Record<OperationStatus, Tone>
