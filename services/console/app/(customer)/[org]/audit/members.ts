import type { Member } from '@/components/audit/asked'
import { AuditMembersDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'

/** Who can be asked for in words. The record knows people by their ids alone, so this has to be known before it is read. */
export async function membersOf(org: string): Promise<readonly Member[]> {
  const { organization } = await gateway(AuditMembersDocument, { org })
  return organization?.members.nodes.map(({ user }) => user) ?? []
}
