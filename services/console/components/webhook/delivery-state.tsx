import type { WebhookDeliveryStatus } from '@/gql/graphql'
import { words } from '@/lib/words/server'
import { Badge, type Tone } from '@/ui/badge'

/** Where a delivery stands. */
export async function DeliveryState({ status }: { status: WebhookDeliveryStatus }) {
  const t = await words('webhook')
  return <Badge tone={TONE[status]}>{t(`deliveries.statuses.${status}`)}</Badge>
}

const TONE = { PENDING: 'busy', SUCCEEDED: 'good', FAILED: 'bad' } satisfies Record<WebhookDeliveryStatus, Tone>
