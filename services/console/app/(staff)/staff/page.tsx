import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { CountCard } from '@/components/staff/count-card'
import { Revenue } from '@/components/staff/revenue'
import { SearchForm } from '@/components/staff/search-form'
import { StaffPageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { Card } from '@/ui/card'
import { PageHeader } from '@/ui/page-header'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('staff'))('title') }
}

export default async function StaffPage() {
  const { staff } = await gateway(StaffPageDocument, {})
  if (!staff) notFound()
  const t = await words('staff')
  const { failed, paidNotLive, liveNotPaid, revenue } = staff
  return (
    <>
      <PageHeader title={t('title')} />
      <div className="grid gap-6">
        <SearchForm text="" />
        <ul className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,14rem),1fr))] gap-4">
          <CountCard name={t('paidNotLive')} list={paidNotLive} href={paths.staffOrders()} />
          <CountCard name={t('liveNotPaid')} list={liveNotPaid} href={paths.staffOrders()} />
          <CountCard name={t('failedOperations')} list={failed} href={paths.staffOperations('FAILED')} />
        </ul>
        <Card title={t('revenue.title')}>
          <Revenue days={revenue} />
        </Card>
      </div>
    </>
  )
}
