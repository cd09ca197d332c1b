import 'server-only'
import { type OrderFacts, subjects } from '@/components/order/timeline'
import { OrderEventsDocument } from '@/gql/graphql'
import { gatewayOrNull } from '@/lib/gateway/gateway'

/** So many things at most can be looked up in the record at once; of more, the order is told by what they are now. */
const SUBJECTS = 50

/** How long after an order's invoice was made the order is told of at the latest. */
const TELLING_MS = 60_000

/**
 * What the record says about an order: asked for by what the order led to, for on a busy organization it is few among many.
 * Without an answer there is nothing, and the order is told all the same.
 */
export async function orderEvents(org: string, order: OrderFacts) {
  const made = Date.parse(order.createdAt)
  const found = await gatewayOrNull(OrderEventsDocument, {
    org,
    subjects: subjects(order).slice(0, SUBJECTS),
    // The services' clocks differ a little.
    from: new Date(made - 1_000).toISOString(),
    to: new Date(made + TELLING_MS).toISOString(),
  })
  const { placed, credited, own } = found?.organization ?? {}
  return [placed, credited, own].flatMap((list) => list?.nodes ?? [])
}
