import type { InstanceStatus } from '@/gql/graphql'
import { words } from '@/lib/words/server'
import { Badge, type Tone } from '@/ui/badge'

/** Where a site stands, in a word. */
export async function InstanceState({ status }: { status: InstanceStatus }) {
  const t = await words('instance.statuses')
  return <Badge tone={TONE[status]}>{t(status)}</Badge>
}

const TONE = {
  ACTIVE: 'good',
  DEGRADED: 'bad',
  FAILED: 'bad',
  PENDING: 'warn',
  PROVISIONING: 'busy',
  SUSPENDED: 'warn',
  TERMINATED: 'quiet',
  TERMINATING: 'busy',
  UPDATING: 'busy',
} satisfies Record<InstanceStatus, Tone>
