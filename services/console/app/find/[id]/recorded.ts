import { FindRecordedDocument } from '@/gql/graphql'
import { addressOfEvent } from '@/lib/address-of-event'
import { gateway } from '@/lib/gateway/gateway'

type Organization = { id: string; slug: string; viewerPermissions: readonly string[] }

/**
 * Where an object is shown by what was recorded of it: payments, releases and invitations do not say themselves whose they
 * are. Only owners and admins may read the record; for others such an id leads nowhere.
 */
export async function recordedPlaceOf(id: string, organizations: readonly Organization[]): Promise<string | undefined> {
  const readable = organizations.filter(({ viewerPermissions }) => viewerPermissions.includes('audit.event.read'))
  const found = await Promise.all(readable.map(({ slug }) => gateway(FindRecordedDocument, { org: slug, subject: id })))
  const [latest] = found.flatMap(({ organization }) => organization?.auditEvents.nodes ?? [])
  return latest && addressOfEvent(latest.event, organizations)
}
