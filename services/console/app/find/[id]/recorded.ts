import { FindRecordedDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { paths } from '@/lib/paths'

type Organization = { slug: string; viewerPermissions: readonly string[] }

/**
 * Where an invitation is shown: it does not say itself whose it is, but the record of its organization has it. Only owners and
 * admins may read that; for others its id leads nowhere.
 */
export async function recordedPlaceOf(
  invitation: string,
  organizations: readonly Organization[],
): Promise<string | undefined> {
  const readable = organizations.filter(({ viewerPermissions }) => viewerPermissions.includes('audit.event.read'))
  const records = await Promise.all(
    readable.map(async ({ slug }) => ({
      slug,
      found: await gateway(FindRecordedDocument, { org: slug, subject: invitation }),
    })),
  )
  const inviting = records.find(({ found }) => found.organization?.auditEvents.nodes.length)
  return inviting && paths.members(inviting.slug)
}
