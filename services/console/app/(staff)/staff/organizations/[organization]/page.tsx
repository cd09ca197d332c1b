import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { EventLog } from '@/components/event/event-log'
import { InstanceRow } from '@/components/instance/instance-row'
import { InvoiceRow } from '@/components/invoice/invoice-row'
import { LivePage } from '@/components/live/live-page'
import { MemberRow } from '@/components/member/member-row'
import { CustomerPart } from '@/components/staff/customer-part'
import { SubscriptionRow } from '@/components/staff/subscription-row'
import { StaffOrganizationEventsDocument, StaffOrganizationPageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { CopyText } from '@/ui/copy-text'
import { LinkButton } from '@/ui/link-button'
import { PageHeader } from '@/ui/page-header'
import { Table } from '@/ui/table'
import { Day } from '@/ui/time'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('staff.customer'))('title') }
}

/** All that a customer has, on one page. */
export default async function StaffOrganizationPage({ params }: PageProps<'/staff/organizations/[organization]'>) {
  const { organization: id } = await params
  const { staff, node } = await gateway(StaffOrganizationPageDocument, { id })
  if (!staff || node?.__typename !== 'Organization') notFound()
  const [t, team, site, invoice] = [
    await words('staff.customer'),
    await words('team'),
    await words('instance'),
    await words('invoice'),
  ]
  const { slug, name, createdAt, members, instances, subscriptions, invoices } = node
  // Not all of the staff may read the record: those who may not still see the rest.
  const record = staff.permissions.includes('audit.event.read')
    ? (await gateway(StaffOrganizationEventsDocument, { id })).node
    : null
  const auditEvents = record?.__typename === 'Organization' ? record.auditEvents : null
  const people = new Map(members.nodes.map(({ user }) => [user.id, user.name]))
  const end = (label: string) => ({ label, end: true }) as const
  return (
    <>
      <PageHeader
        title={name}
        under={
          <>
            <CopyText text={node.id} />
            <span>
              {t('since')} <Day at={createdAt} />
            </span>
          </>
        }
        actions={<LinkButton href={paths.overview(slug)}>{t('open')}</LinkButton>}
      />
      <div className="grid gap-8">
        <CustomerPart
          title={t('members')}
          href={paths.members(slug)}
          empty={members.nodes.length === 0}
          more={members.pageInfo.hasNextPage}
        >
          <Table caption={t('members')} columns={[team('person'), team('role'), team('since')]}>
            {members.nodes.map((member) => (
              <MemberRow key={member.id} member={member} you={false} />
            ))}
          </Table>
        </CustomerPart>
        <CustomerPart
          title={site('title')}
          href={paths.instances(slug)}
          empty={instances.nodes.length === 0}
          more={instances.pageInfo.hasNextPage}
        >
          <Table
            caption={site('title')}
            columns={[site('name'), site('state'), site('address'), site('region'), site('ordered')]}
          >
            {instances.nodes.map((instance) => (
              <InstanceRow key={instance.id} org={slug} instance={instance} />
            ))}
          </Table>
        </CustomerPart>
        <CustomerPart
          title={t('subscriptions')}
          href={paths.instances(slug)}
          empty={subscriptions.nodes.length === 0}
          more={subscriptions.pageInfo.hasNextPage}
        >
          <Table
            caption={t('subscriptions')}
            columns={[site('plan'), site('state'), t('site'), site('paidUntil'), end(site('price'))]}
          >
            {subscriptions.nodes.map((subscription) => (
              <SubscriptionRow key={subscription.id} org={slug} subscription={subscription} />
            ))}
          </Table>
        </CustomerPart>
        <CustomerPart
          title={invoice('title')}
          href={paths.invoices(slug)}
          empty={invoices.nodes.length === 0}
          more={invoices.pageInfo.hasNextPage}
        >
          <Table
            caption={invoice('title')}
            columns={[
              invoice('number'),
              invoice('state'),
              invoice('issued'),
              invoice('due'),
              end(invoice('total')),
              end(invoice('amountDue')),
            ]}
          >
            {invoices.nodes.map((found) => (
              <InvoiceRow key={found.id} org={slug} invoice={found} />
            ))}
          </Table>
        </CustomerPart>
        {auditEvents ? (
          <CustomerPart
            title={t('events')}
            href={paths.audit(slug)}
            empty={auditEvents.nodes.length === 0}
            more={auditEvents.pageInfo.hasNextPage}
          >
            <EventLog events={auditEvents.nodes} people={people} />
          </CustomerPart>
        ) : null}
      </div>
      <LivePage organization={node.id} types={['accounts.', 'billing.', 'provisioning.']} />
    </>
  )
}
