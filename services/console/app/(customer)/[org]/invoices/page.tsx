import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ListPager } from '@/components/frame/list-pager'
import { ListSort } from '@/components/frame/list-sort'
import { StatusTabs } from '@/components/frame/status-tabs'
import { InvoiceRow } from '@/components/invoice/invoice-row'
import { LivePage } from '@/components/live/live-page'
import { mayChange } from '@/components/organization/may-change'
import { type InvoiceStatus, InvoicesPageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { leaveEmptied, listOf, sorted } from '@/lib/paging'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { EmptyState } from '@/ui/empty-state'
import { PageHeader } from '@/ui/page-header'
import { Table } from '@/ui/table'

/** What people look for; an invoice in the making is no document yet. */
const STATUSES = ['OPEN', 'PAID', 'VOID', 'UNCOLLECTIBLE'] satisfies InvoiceStatus[]

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('invoice'))('title') }
}

export default async function InvoicesPage({ params, searchParams }: PageProps<'/[org]/invoices'>) {
  const { org } = await params
  const path = paths.invoices(org)
  const search = await searchParams
  const { sort, status, asked } = listOf(search, STATUSES)
  const t = await words('invoice')
  const { organization } = await gateway(InvoicesPageDocument, { org, ...asked })
  if (!organization) notFound()
  const { nodes, pageInfo } = organization.invoices
  const mayOrder = mayChange(organization, 'billing.order.place')
  leaveEmptied(path, search, nodes)
  const end = (label: string) => ({ label, end: true }) as const
  return (
    <>
      <PageHeader title={t('title')} />
      {status || nodes.length > 0 ? (
        <StatusTabs
          label={t('filter')}
          all={t('all')}
          statuses={STATUSES}
          word={(known) => t(`statuses.${known}`)}
          current={status}
          path={path}
          search={search}
        />
      ) : null}
      {nodes.length === 0 && status ? (
        <EmptyState title={t('emptyFilter')} action={{ label: t('seeAll'), href: path }} />
      ) : nodes.length === 0 ? (
        <EmptyState title={t('empty')} {...(mayOrder && { action: { label: t('order'), href: paths.plans(org) } })}>
          {mayOrder ? t('emptyText') : t('emptyRead')}
        </EmptyState>
      ) : (
        <Table
          caption={t('title')}
          columns={[t('number'), t('state'), t('issued'), t('due'), end(t('total')), end(t('amountDue'))]}
          sort={<ListSort path={path} search={search} sort={sort} />}
          pager={<ListPager path={path} search={search} info={pageInfo} sort={sort} />}
        >
          {sorted(nodes, sort).map((invoice) => (
            <InvoiceRow key={invoice.id} org={org} invoice={invoice} />
          ))}
        </Table>
      )}
      <LivePage organization={organization.id} types={['billing.invoice.', 'billing.payment.']} />
    </>
  )
}
