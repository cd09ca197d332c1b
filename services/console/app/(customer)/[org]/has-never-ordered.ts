import 'server-only'
import { OverviewOrdersDocument } from '@/gql/graphql'
import { gatewayOrNull } from '@/lib/gateway/gateway'

/** Whether an organization is new here. Asked where nothing runs and nothing is owed: elsewhere that says it. */
export async function hasNeverOrdered(org: string): Promise<boolean> {
  const found = await gatewayOrNull(OverviewOrdersDocument, { org })
  return found?.organization?.invoices.nodes.length === 0
}
