import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { EventLog } from '@/components/event/event-log'
import { InstanceRow } from '@/components/instance/instance-row'
import { InvitationRow } from '@/components/invitation/invitation-row'
import { InvoiceRow } from '@/components/invoice/invoice-row'
import { LivePage } from '@/components/live/live-page'
import { MemberRow } from '@/components/member/member-row'
import { CustomerPart } from '@/components/staff/customer-part'
import { Mails } from '@/components/staff/mails'
import { PaymentRow } from '@/components/staff/payment-row'
import { SubscriptionRow } from '@/components/staff/subscription-row'
import { EndpointRow } from '@/components/webhook/endpoint-row'
import { StaffOrganizationPageDocument } from '@/gql/graphql'
import { gatewayInParts } from '@/lib/gateway/gateway'
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
  const { data, missing } = await gatewayInParts(StaffOrganizationPageDocument, { id })
  const { staff, node } = data
  const failure = missing.staff ?? missing.node
  if (failure) throw failure
  if (!staff || node?.__typename !== 'Organization') notFound()
  const [t, team, site, invoice, webhook, mail] = [
    await words('staff.customer'),
    await words('team'),
    await words('instance'),
    await words('invoice'),
    await words('webhook'),
    await words('staff.mails'),
  ]
  const { slug, name, createdAt, members, instances, subscriptions, invoices } = node
  // What the reader may not see is left out; the rest stands.
  const may = (permission: string) => staff.permissions.includes(permission)
  const invitations = partOf(data.invited)?.invitations
  const waiting = invitations?.nodes.filter(({ status }) => status === 'PENDING') ?? []
  const paying = partOf(data.paying)?.invoices
  const payments = paying?.nodes.flatMap((of) => of.payments.map((payment) => ({ of, payment }))) ?? []
  const endpoints = partOf(data.webhooks)?.webhookEndpoints
  const mails = data.written?.mails.nodes ?? []
  const events = partOf(data.record)?.auditEvents
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
        {may('accounts.invitation.read') ? (
          <CustomerPart
            title={t('invitations')}
            href={paths.members(slug)}
            empty={waiting.length === 0}
            more={invitations?.pageInfo.hasNextPage}
            missing={missing.invited}
          >
            <Table
              caption={t('invitations')}
              columns={[
                team('invitations.email'),
                team('role'),
                team('invitations.state'),
                team('invitations.expires'),
              ]}
            >
              {waiting.map((invitation) => (
                <InvitationRow key={invitation.id} invitation={invitation} />
              ))}
            </Table>
          </CustomerPart>
        ) : null}
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
        {may('billing.payment.read') ? (
          <CustomerPart
            title={t('payments')}
            href={paths.invoices(slug)}
            empty={payments.length === 0}
            more={paying?.pageInfo.hasNextPage}
            missing={missing.paying}
          >
            <Table caption={t('payments')} columns={[t('amount'), invoice('state'), t('invoice'), t('at')]}>
              {payments.map(({ of, payment }) => (
                <PaymentRow key={payment.id} org={slug} invoice={of} payment={payment} />
              ))}
            </Table>
          </CustomerPart>
        ) : null}
        {may('notifications.webhook.read') ? (
          <CustomerPart
            title={webhook('title')}
            href={paths.webhooks(slug)}
            empty={endpoints?.nodes.length === 0}
            more={endpoints?.pageInfo.hasNextPage}
            missing={missing.webhooks}
          >
            <Table
              caption={webhook('title')}
              columns={[webhook('url'), webhook('state'), webhook('events'), webhook('created')]}
            >
              {endpoints?.nodes.map((endpoint) => (
                <EndpointRow key={endpoint.id} org={slug} endpoint={endpoint} />
              ))}
            </Table>
          </CustomerPart>
        ) : null}
        {may('notifications.mail.read') ? (
          <CustomerPart
            title={mail('title')}
            href={paths.staffMails(id)}
            label={mail('all')}
            empty={mails.length === 0}
            missing={missing.written}
          >
            <Mails mails={mails} mayResend={may('notifications.mail.resend')} />
          </CustomerPart>
        ) : null}
        {may('audit.event.read') ? (
          <CustomerPart
            title={t('events')}
            href={paths.audit(slug)}
            empty={events?.nodes.length === 0}
            more={events?.pageInfo.hasNextPage}
            missing={missing.record}
          >
            <EventLog events={events?.nodes ?? []} people={people} />
          </CustomerPart>
        ) : null}
      </div>
      <LivePage organization={node.id} types={['accounts.', 'billing.', 'provisioning.', 'notifications.']} />
    </>
  )
}

/** A part as it was read of the organization; null where it did not come. */
function partOf<T extends { __typename: string }>(part: T | null): Extract<T, { __typename: 'Organization' }> | null {
  // A comparison narrows no type parameter.
  return part?.__typename === 'Organization' ? (part as Extract<T, { __typename: 'Organization' }>) : null
}
