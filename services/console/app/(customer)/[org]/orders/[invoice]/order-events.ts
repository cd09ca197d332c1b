import 'server-only'
import { type OrderFacts, subjects } from '@/components/order/timeline'
import { OrderEventsDocument, SubjectEventsDocument } from '@/gql/graphql'
import { gatewayOrNull } from '@/lib/gateway/gateway'

/** So many things that an order led to are looked up in the record; of more, the order is told by what they are now. */
const SUBJECTS = 20

/** How long after an order's invoice was made the order is told of at the latest. */
const TELLING_MS = 60_000

/**
 * What the record says about an order: asked for by what the order led to, for on a busy organization it is few among many.
 * Without an answer there is nothing, and the order is told all the same.
 */
export async function orderEvents(org: string, order: OrderFacts) {
  const placed = Date.parse(order.createdAt)
  const [byType, ...bySubject] = await Promise.all([
    gatewayOrNull(OrderEventsDocument, {
      org,
      invoice: order.id,
      // The services' clocks differ a little.
      from: new Date(placed - 1_000).toISOString(),
      to: new Date(placed + TELLING_MS).toISOString(),
    }),
    ...subjects(order)
      .slice(0, SUBJECTS)
      .map((subject) => gatewayOrNull(SubjectEventsDocument, { org, subject })),
  ])
  const { placed: orders, credited, invoice } = byType?.organization ?? {}
  const lists = [orders, credited, invoice, ...bySubject.map((found) => found?.organization?.auditEvents)]
  return lists.flatMap((list) => list?.nodes ?? [])
}
