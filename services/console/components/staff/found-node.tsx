import { eventWords } from '@/components/event/event-words'
import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { type FoundNodeFragment, FoundNodeFragmentDoc } from '@/gql/graphql'
import { organizationOf } from '@/lib/address-of-event'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { CopyText } from '@/ui/copy-text'
import { Fact, Facts } from '@/ui/facts'
import { TextLink } from '@/ui/text-link'
import { Mails } from './mails'

type Props = { node: FragmentType<typeof FoundNodeFragmentDoc>; mayResend: boolean }

/** What has the id that was looked for: what it is, whose, and the way to it. Of a mail, what became of it. */
export async function FoundNode({ node: masked, mayResend }: Props) {
  const node = readFragment(FoundNodeFragmentDoc, masked)
  const t = await words('staff.search')
  const key = `types.${node.__typename}` as 'types.Instance'
  const way = await wayTo(node)
  const facts = (
    <Facts>
      <Fact name={t('what')}>{t.has(key) ? t(key) : node.__typename}</Fact>
      <Fact name={t('id')}>
        <CopyText text={node.id} />
      </Fact>
      {way ? (
        <Fact name={t(way.name)}>
          <TextLink href={way.href}>
            <bdi>{way.text}</bdi>
          </TextLink>
        </Fact>
      ) : null}
      {way?.organization ? (
        <Fact name={t('customer')}>
          <TextLink href={paths.staffOrganization(way.organization.id)}>
            <bdi>{way.organization.name}</bdi>
          </TextLink>
        </Fact>
      ) : null}
    </Facts>
  )
  if (node.__typename !== 'Mail') return facts
  return (
    <div className="grid gap-4">
      {facts}
      <Mails mails={[node]} mayResend={mayResend} />
    </div>
  )
}

type Way = {
  name: 'site' | 'invoice' | 'person' | 'sentTo' | 'webhook' | 'delivery' | 'about' | 'whose'
  href: string
  text: string
  organization?: { id: string; name: string } | undefined
}

async function wayTo(node: FoundNodeFragment): Promise<Way | undefined> {
  switch (node.__typename) {
    case 'Instance':
      return wayToSite({ ...node, organization: node.instanceOrganization })
    case 'Operation':
      return wayToSite(node.instance, paths.operations)
    case 'Release':
      return wayToSite(node.instance, paths.releases)
    case 'Payment': {
      const { id, number, organization } = node.invoice
      return { name: 'invoice', href: paths.invoice(organization.slug, id), text: number ?? id, organization }
    }
    // The person is found with all organizations that are theirs.
    case 'Membership': {
      const { user, memberOf } = node
      return { name: 'person', href: paths.staffSearch(user.id), text: user.name, organization: memberOf }
    }
    case 'Invitation':
      return { name: 'sentTo', href: paths.staffSearch(node.email), text: node.email, organization: node.invitedTo }
    case 'Mail': {
      const { recipientId, address, mailAbout } = node
      const href = paths.staffSearch(recipientId)
      return { name: 'sentTo', href, text: address ?? recipientId, organization: mailAbout ?? undefined }
    }
    case 'Subscription':
      return node.subscribed ? wayToSite(node.subscribed) : undefined
    case 'WebhookEndpoint': {
      const organization = node.endpointOrganization
      return { name: 'webhook', href: paths.webhook(organization.slug, node.id), text: node.url, organization }
    }
    case 'WebhookDelivery': {
      if (!node.webhookEndpoint) return undefined
      const { id, organization } = node.webhookEndpoint
      const href = paths.delivery(organization.slug, id, node.id)
      return { name: 'delivery', href, text: await eventWords(node.eventType), organization }
    }
    case 'AuditEvent': {
      const id = organizationOf(node.event)
      // The record knows organizations by their ids alone.
      const organization = id ? { id, name: id } : undefined
      return { name: 'about', href: paths.staffSearch(node.subject), text: node.subject, organization }
    }
    // Nobody finds anybody else's.
    case 'Notification':
      return { name: 'whose', href: paths.notifications(), text: (await words('staff.search'))('yours') }
    case 'Session':
      return { name: 'whose', href: paths.sessions(), text: (await words('staff.search'))('yours') }
    default:
      return undefined
  }
}

type Site = { id: string; name: string; organization: { id: string; slug: string; name: string } }

/** To a site, or to the part of it where the object is listed. */
function wayToSite({ id, name, organization }: Site, at: (org: string, site: string) => string = paths.instance): Way {
  return { name: 'site', href: at(organization.slug, id), text: name, organization }
}
