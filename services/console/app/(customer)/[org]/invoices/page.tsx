import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ListPager } from '@/components/frame/list-pager'
import { InvoiceRow } from '@/components/invoice/invoice-row'
import { LivePage } from '@/components/live/live-page'
import { InvoicesPageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { pageOf } from '@/lib/paging'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { EmptyState } from '@/ui/empty-state'
import { PageHeader } from '@/ui/page-header'
import { Table } from '@/ui/table'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('invoice'))('title') }
}

export default async function InvoicesPage({ params, searchParams }: PageProps<'/[org]/invoices'>) {
  const { org } = await params
  const search = await searchParams
  const t = await words('invoice')
  const { organization } = await gateway(InvoicesPageDocument, { org, ...pageOf(search) })
  if (!organization) notFound()
  const { nodes, pageInfo } = organization.invoices
  const end = (label: string) => ({ label, end: true }) as const
  return (
    <>
      <PageHeader title={t('title')} />
      {nodes.length === 0 ? (
        <EmptyState title={t('empty')} action={{ label: t('order'), href: paths.plans(org) }}>
          {t('emptyText')}
        </EmptyState>
      ) : (
        <Table
          caption={t('title')}
          columns={[t('number'), t('state'), t('issued'), t('due'), end(t('total')), end(t('amountDue'))]}
          pager={<ListPager path={paths.invoices(org)} search={search} info={pageInfo} />}
        >
          {nodes.map((invoice) => (
            <InvoiceRow key={invoice.id} org={org} invoice={invoice} />
          ))}
        </Table>
      )}
      <LivePage organization={organization.id} types={['billing.invoice.', 'billing.payment.']} />
    </>
  )
}
