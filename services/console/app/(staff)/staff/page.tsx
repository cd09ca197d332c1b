import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { PartAway } from '@/components/frame/part-away'
import { ReadAgain } from '@/components/frame/read-again'
import { CountCard } from '@/components/staff/count-card'
import { LetterCount } from '@/components/staff/letter-count'
import { NewestCustomer } from '@/components/staff/newest-customer'
import { NewestList } from '@/components/staff/newest-list'
import { NewestOperation } from '@/components/staff/newest-operation'
import { NewestOrder } from '@/components/staff/newest-order'
import { Revenue } from '@/components/staff/revenue'
import { SearchForm } from '@/components/staff/search-form'
import { StaffPageDocument } from '@/gql/graphql'
import { gatewayInParts } from '@/lib/gateway/gateway'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { Card } from '@/ui/card'
import { PageHeader } from '@/ui/page-header'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('staff'))('title') }
}

export default async function StaffPage() {
  const { data, missing } = await gatewayInParts(StaffPageDocument, {})
  const { staff, work, paid, customers, orders, operations, ...letters } = data
  if (missing.staff) throw missing.staff
  if (!staff) notFound()
  const t = await words('staff')
  return (
    <>
      <PageHeader title={t('title')} />
      <div className="grid gap-6">
        <SearchForm text="" />
        {missing.work ? <PartAway digest={missing.work.digest} /> : null}
        <ul className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,10rem),1fr))] gap-4">
          {work ? (
            <>
              <CountCard name={t('paidNotLive')} list={work.paidNotLive} href={paths.staffStrays('PAID_NOT_LIVE')} />
              <CountCard name={t('liveNotPaid')} list={work.liveNotPaid} href={paths.staffStrays('LIVE_NOT_PAID')} />
              <CountCard name={t('failedOperations')} list={work.failed} href={paths.staffOperations('FAILED')} />
              <CountCard name={t('stuckOperations')} list={work.stuck} href={paths.staffOperations('STUCK')} />
            </>
          ) : null}
          {staff.permissions.includes('events.dead_letter.read') ? <LetterCount letters={letters} /> : null}
        </ul>
        <Card title={t('revenue.title')}>
          {missing.paid ? <PartAway digest={missing.paid.digest} /> : <Revenue days={paid?.revenue ?? []} />}
        </Card>
        <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-3">
          <NewestList
            title={t('newestCustomers')}
            all={{ label: t('search.all'), href: paths.staffSearch() }}
            missing={missing.customers}
          >
            {customers?.organizations.nodes.map((customer) => (
              <NewestCustomer key={customer.id} customer={customer} />
            ))}
          </NewestList>
          <NewestList
            title={t('newestOrders')}
            all={{ label: t('orders.seeAll'), href: paths.staffOrders() }}
            missing={missing.orders}
          >
            {orders?.invoices.nodes.map((order) => (
              <NewestOrder key={order.id} order={order} />
            ))}
          </NewestList>
          <NewestList
            title={t('newestOperations')}
            all={{ label: t('operations.seeAll'), href: paths.staffOperations() }}
            missing={missing.operations}
          >
            {operations?.operations.nodes.map((operation) => (
              <NewestOperation key={operation.id} operation={operation} />
            ))}
          </NewestList>
        </div>
      </div>
      <ReadAgain />
    </>
  )
}
