import type { PaymentStatus } from '@/gql/graphql'
import { words } from '@/lib/words/server'
import { Badge, type Tone } from '@/ui/badge'

/** Where an attempt to pay stands. */
export async function PaymentState({ status }: { status: PaymentStatus }) {
  const t = await words('invoice')
  return <Badge tone={TONE[status]}>{t(`paymentStatuses.${status}`)}</Badge>
}

const TONE = {
  CANCELED: 'quiet',
  FAILED: 'bad',
  PENDING: 'busy',
  REQUIRES_ACTION: 'warn',
  SUCCEEDED: 'good',
} satisfies Record<PaymentStatus, Tone>
