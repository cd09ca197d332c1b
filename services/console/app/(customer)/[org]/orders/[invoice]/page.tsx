import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { PayInvoice } from '@/components/invoice/pay-invoice'
import { VoidOrder } from '@/components/invoice/void-order'
import { LivePage } from '@/components/live/live-page'
import { OrderTimeline } from '@/components/order/order-timeline'
import { readFragment } from '@/gql/fragment-masking'
import { OrderTimelineFragmentDoc, TimelinePageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { words } from '@/lib/words/server'
import { CopyText } from '@/ui/copy-text'
import { PageHeader } from '@/ui/page-header'
import { orderEvents } from './order-events'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('order'))('timeline.title') }
}

export default async function TimelinePage({ params }: PageProps<'/[org]/orders/[invoice]'>) {
  const { org, invoice: id } = await params
  const { organization, node } = await gateway(TimelinePageDocument, { org, invoice: id })
  // Another organization's looks the same as none.
  if (!organization || node?.__typename !== 'Invoice' || node.organization.id !== organization.id) notFound()
  const t = await words('order')
  const may = (permission: string) => organization.viewerPermissions.includes(permission)
  const events = may('audit.event.read') ? await orderEvents(org, readFragment(OrderTimelineFragmentDoc, node)) : []
  const voidable = node.status === 'OPEN' && node.number === null && may('billing.invoice.void')
  return (
    <>
      <PageHeader
        title={t('timeline.title')}
        under={<CopyText text={node.id} />}
        actions={voidable ? <VoidOrder invoice={node.id} /> : null}
      />
      <div className="max-w-3xl">
        <OrderTimeline
          org={org}
          invoice={node}
          events={events}
          mayOrder={may('billing.order.place')}
          pay={<PayInvoice invoice={node} mayPay={may('billing.invoice.pay')} quiet />}
        />
      </div>
      <LivePage organization={organization.id} types={['billing.', 'provisioning.']} />
    </>
  )
}
