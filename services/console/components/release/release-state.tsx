import type { ReleaseStatus } from '@/gql/graphql'
import { words } from '@/lib/words/server'
import { Badge, type Tone } from '@/ui/badge'

/** Whether visitors see a release. */
export async function ReleaseState({ status }: { status: ReleaseStatus }) {
  const t = await words('instance.releases.statuses')
  return <Badge tone={TONE[status]}>{t(status)}</Badge>
}

const TONE = {
  FAILED: 'bad',
  LIVE: 'good',
  SUPERSEDED: 'quiet',
  UPLOADED: 'busy',
} satisfies Record<ReleaseStatus, Tone>
