import 'server-only'
import { formatNumber } from '@/lib/format/number'
import { locale, words } from '@/lib/words/server'

/** The first of something, and whether there are more. */
export type Counted = { nodes: readonly unknown[]; pageInfo: { hasNextPage: boolean } }

/** How many there are; not counted beyond what was read. */
export async function counted({ nodes, pageInfo }: Counted): Promise<string> {
  const count = formatNumber(nodes.length, await locale())
  return pageInfo.hasNextPage ? (await words('staff'))('moreThan', { count }) : count
}
