import type { InvoiceStatus } from '@/gql/graphql'
import { words } from '@/lib/words/server'
import { Badge, type Tone } from '@/ui/badge'

/** What an invoice's state means to who reads it. */
export async function InvoiceState({ status }: { status: InvoiceStatus }) {
  const t = await words('invoice')
  return <Badge tone={TONE[status]}>{t(`statuses.${status}`)}</Badge>
}

const TONE = {
  DRAFT: 'quiet',
  OPEN: 'warn',
  PAID: 'good',
  VOID: 'quiet',
  UNCOLLECTIBLE: 'bad',
} satisfies Record<InvoiceStatus, Tone>
