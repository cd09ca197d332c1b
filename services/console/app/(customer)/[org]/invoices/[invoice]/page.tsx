import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ObjectEvents } from '@/components/event/object-events'
import { InvoiceFacts } from '@/components/invoice/invoice-facts'
import { InvoiceLines } from '@/components/invoice/invoice-lines'
import { InvoiceParties } from '@/components/invoice/invoice-parties'
import { InvoiceState } from '@/components/invoice/invoice-state'
import { PayInvoice } from '@/components/invoice/pay-invoice'
import { PaymentList } from '@/components/invoice/payment-list'
import { VoidOrder } from '@/components/invoice/void-order'
import { LivePage } from '@/components/live/live-page'
import { mayChange } from '@/components/organization/may-change'
import { InvoicePageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { Card } from '@/ui/card'
import { CopyText } from '@/ui/copy-text'
import { PageHeader } from '@/ui/page-header'
import { PrintButton } from '@/ui/print-button'
import { TextLink } from '@/ui/text-link'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('invoice'))('title') }
}

export default async function InvoicePage({ params }: PageProps<'/[org]/invoices/[invoice]'>) {
  const { org, invoice: id } = await params
  const { organization, node } = await gateway(InvoicePageDocument, { org, invoice: id })
  // Another organization's looks the same as none.
  if (!organization || node?.__typename !== 'Invoice' || node.organization.id !== organization.id) notFound()
  const t = await words('invoice')
  const may = (permission: string) => organization.viewerPermissions.includes(permission)
  // What has its number can only be corrected by another document.
  const isProForma = node.status === 'OPEN' && node.number === null
  const voidable = isProForma && may('billing.invoice.void')
  // Once it has its number, it is too late for an address.
  const lacksAddress = isProForma && node.buyer.address === null && mayChange(organization, 'billing.invoice.pay')
  return (
    <>
      <PageHeader
        title={node.number ? t('one', { number: node.number }) : t('unnumbered')}
        beside={<InvoiceState status={node.status} />}
        under={
          <>
            <CopyText text={node.id} />
            <span className="print:hidden">
              <TextLink href={paths.timeline(org, node.id)}>{t('timeline')}</TextLink>
            </span>
          </>
        }
        actions={
          <>
            {voidable ? <VoidOrder invoice={node.id} /> : null}
            <PrintButton>{t('print')}</PrintButton>
          </>
        }
      />
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_20rem] print:block">
        <div className="grid min-w-0 content-start gap-6">
          <InvoiceParties invoice={node} />
          <InvoiceLines invoice={node} />
          <PaymentList invoice={node} />
        </div>
        <div className="grid content-start gap-6 max-lg:order-first print:mt-6">
          <Card title={t('facts')}>
            <InvoiceFacts invoice={node} />
          </Card>
          <div className="print:hidden">
            <Card title={t('pay.title')}>
              {lacksAddress ? (
                <p className="mb-4 text-muted text-sm">
                  {t('noAddress')} <TextLink href={paths.billingDetails(org)}>{t('addAddress')}</TextLink>
                </p>
              ) : null}
              <PayInvoice invoice={node} mayPay={may('billing.invoice.pay')} />
            </Card>
          </div>
        </div>
      </div>
      <ObjectEvents org={org} permissions={organization.viewerPermissions} subject={node.id} />
      <LivePage organization={organization.id} types={['billing.']} />
    </>
  )
}
