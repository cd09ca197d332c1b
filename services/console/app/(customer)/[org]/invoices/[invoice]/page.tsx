import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { InvoiceFacts } from '@/components/invoice/invoice-facts'
import { InvoiceLines } from '@/components/invoice/invoice-lines'
import { InvoiceState } from '@/components/invoice/invoice-state'
import { LivePage } from '@/components/live/live-page'
import { readFragment } from '@/gql/fragment-masking'
import { InvoicePageDocument, PayableInvoiceFragmentDoc } from '@/gql/graphql'
import { formatMoney } from '@/lib/format/money'
import { gateway } from '@/lib/gateway/gateway'
import { locale, words } from '@/lib/words/server'
import { Card } from '@/ui/card'
import { CopyText } from '@/ui/copy-text'
import { PageHeader } from '@/ui/page-header'
import { PrintButton } from '@/ui/print-button'
import { PayForm } from './pay-form'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('invoice'))('title') }
}

export default async function InvoicePage({ params }: PageProps<'/[org]/invoices/[invoice]'>) {
  const { org, invoice: id } = await params
  const { organization, node } = await gateway(InvoicePageDocument, { org, invoice: id })
  // Another organization's looks the same as none.
  if (!organization || node?.__typename !== 'Invoice') notFound()
  const t = await words('invoice')
  const { amountDue } = readFragment(PayableInvoiceFragmentDoc, node)
  const payable = node.status === 'OPEN' && organization.viewerPermissions.includes('billing.invoice.pay')
  const amount = formatMoney(amountDue.amount, amountDue.currency, await locale())
  return (
    <>
      <PageHeader
        title={t('one', { number: node.number ?? node.id })}
        beside={<InvoiceState status={node.status} />}
        under={<CopyText text={node.id} />}
        actions={<PrintButton>{t('print')}</PrintButton>}
      />
      <div className="grid gap-6 lg:grid-cols-[1fr_20rem] print:block">
        <div className="grid content-start gap-6">
          <InvoiceLines invoice={node} />
        </div>
        <div className="grid content-start gap-6">
          <Card title={t('facts')}>
            <InvoiceFacts invoice={node} />
          </Card>
          {payable ? (
            <Card title={t('pay.title')}>
              <PayForm
                invoice={node.id}
                attempt={crypto.randomUUID()}
                words={{ card: t('pay.card'), help: t('pay.help'), submit: t('pay.submit', { amount }) }}
              />
            </Card>
          ) : null}
        </div>
      </div>
      <LivePage organization={organization.id} types={['billing.invoice.', 'billing.payment.']} />
    </>
  )
}
