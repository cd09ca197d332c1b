import { PartAway } from '@/components/frame/part-away'
import { ObjectEventsDocument } from '@/gql/graphql'
import { gatewayInParts } from '@/lib/gateway/gateway'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { TextLink } from '@/ui/text-link'
import { EventLog } from './event-log'

type Props = {
  /** The organization's slug. */
  org: string
  /** What the viewer may do in it: the record is not for everybody. */
  permissions: readonly string[]
  /** The object's id. */
  subject: string
}

/** The newest events about one object, under all else that its page shows. */
export async function ObjectEvents({ org, permissions, subject }: Props) {
  if (!permissions.includes('audit.event.read')) return null
  const { data, missing } = await gatewayInParts(ObjectEventsDocument, { org, subject })
  if (missing.organization) return <PartAway digest={missing.organization.digest} />
  const { organization } = data
  if (!organization) return null
  const t = await words('event')
  const { nodes, pageInfo } = organization.auditEvents
  const people = new Map(organization.members.nodes.map(({ user }) => [user.id, user.name]))
  return (
    <section aria-labelledby="object-events" className="mt-6 grid gap-3 print:hidden">
      <h2 id="object-events" className="font-semibold text-base">
        {t('log')}
      </h2>
      <EventLog events={nodes} people={people} />
      {pageInfo.hasNextPage ? (
        <p>
          <TextLink href={paths.audit(org, subject)}>{t('all')}</TextLink>
        </p>
      ) : null}
    </section>
  )
}
