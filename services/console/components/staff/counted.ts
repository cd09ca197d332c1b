import 'server-only'
import { locale, words } from '@/lib/words/server'

/** The first of something, and whether there are more. */
export type Counted = { nodes: readonly unknown[]; pageInfo: { hasNextPage: boolean } }

/** How many there are; not counted beyond what was read. */
export async function counted({ nodes, pageInfo }: Counted): Promise<string> {
  const count = new Intl.NumberFormat(await locale()).format(nodes.length)
  return pageInfo.hasNextPage ? (await words('staff'))('moreThan', { count }) : count
}
