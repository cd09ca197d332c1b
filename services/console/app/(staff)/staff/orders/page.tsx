import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { Strays } from '@/components/staff/strays'
import { StaffOrdersPageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { one, pageOf } from '@/lib/paging'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { PageHeader } from '@/ui/page-header'
import { Pager } from '@/ui/pager'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('staff.orders'))('title') }
}

/** Two lists on one page: each has a parameter of its own that says where it goes on. */
export default async function StaffOrdersPage({ searchParams }: PageProps<'/staff/orders'>) {
  const search = await searchParams
  const at = { paid: one(search.paid), live: one(search.live) }
  const { first = 25 } = pageOf({})
  const { staff } = await gateway(StaffOrdersPageDocument, {
    first,
    ...(at.paid !== undefined && { paid: at.paid }),
    ...(at.live !== undefined && { live: at.live }),
  })
  if (!staff) notFound()
  const [t, all, pager] = [await words('staff.orders'), await words('staff'), await words('pager')]
  const mayRepair = staff.permissions.includes('provisioning.instance.repair')
  const to = (list: keyof typeof at, cursor: string | null) => {
    const query = new URLSearchParams()
    for (const [name, value] of Object.entries({ ...at, [list]: cursor })) if (value) query.set(name, value)
    return query.size > 0 ? `${paths.staffOrders()}?${query}` : paths.staffOrders()
  }
  const pagerOf = (list: keyof typeof at, info: { hasNextPage: boolean; endCursor: string | null }) => (
    <Pager
      words={{ label: pager('label'), previous: all('newest'), next: pager('next') }}
      previous={at[list] ? to(list, null) : undefined}
      next={info.hasNextPage ? to(list, info.endCursor) : undefined}
    />
  )
  return (
    <>
      <PageHeader title={t('title')} />
      <div className="grid gap-8">
        <Strays
          title={all('paidNotLive')}
          about={t('paidNotLiveText')}
          nothing={t('paidNotLiveNone')}
          instances={staff.paidNotLive.nodes}
          mayRepair={mayRepair}
          pager={pagerOf('paid', staff.paidNotLive.pageInfo)}
        />
        <Strays
          title={all('liveNotPaid')}
          about={t('liveNotPaidText')}
          nothing={t('liveNotPaidNone')}
          instances={staff.liveNotPaid.nodes}
          mayRepair={mayRepair}
          pager={pagerOf('live', staff.liveNotPaid.pageInfo)}
        />
      </div>
    </>
  )
}
