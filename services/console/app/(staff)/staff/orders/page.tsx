import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { PartAway } from '@/components/frame/part-away'
import { ReadAgain } from '@/components/frame/read-again'
import { counted } from '@/components/staff/counted'
import { OnwardPager } from '@/components/staff/onward-pager'
import { Orders } from '@/components/staff/orders'
import { Strays } from '@/components/staff/strays'
import { type InvoiceStatus, StaffOrdersPageDocument, type StrayKind } from '@/gql/graphql'
import { gatewayInParts } from '@/lib/gateway/gateway'
import { one, pageOf } from '@/lib/paging'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { PageHeader } from '@/ui/page-header'
import { Tabs } from '@/ui/tabs'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('staff.orders'))('title') }
}

const STATUSES = ['OPEN', 'PAID', 'VOID', 'UNCOLLECTIBLE'] satisfies InvoiceStatus[]

/** Where the name and the remarks of each list of strays stand. */
const STRAYS = { PAID_NOT_LIVE: 'paidNotLive', LIVE_NOT_PAID: 'liveNotPaid' } as const satisfies Record<
  StrayKind,
  string
>
const KINDS = ['PAID_NOT_LIVE', 'LIVE_NOT_PAID'] satisfies StrayKind[]

export default async function StaffOrdersPage({ searchParams }: PageProps<'/staff/orders'>) {
  const search = await searchParams
  const stray = KINDS.find((known) => known === one(search.stray))
  const status = stray ? undefined : STATUSES.find((known) => known === one(search.status))
  const { first = 25, after } = pageOf({ after: search.after })
  const { data, missing } = await gatewayInParts(StaffOrdersPageDocument, {
    statuses: status ? [status] : [],
    kind: stray ?? 'PAID_NOT_LIVE',
    stray: stray !== undefined,
    first,
    ...(after !== undefined && { after }),
  })
  const { staff, counts, orders, strays } = data
  if (missing.staff) throw missing.staff
  if (!staff) notFound()
  const [t, all, invoice] = [await words('staff.orders'), await words('staff'), await words('invoice')]
  const away = missing.orders ?? missing.strays
  const pagerOf = (info: { hasNextPage: boolean; endCursor: string | null }) => (
    <OnwardPager path={paths.staffOrders()} search={search} info={info} />
  )
  const strayTabs = KINDS.map(async (kind) => {
    const name = all(STRAYS[kind])
    return {
      href: paths.staffStrays(kind),
      label: counts ? t('counted', { name, count: await counted(counts[STRAYS[kind]]) }) : name,
      current: kind === stray,
    }
  })
  return (
    <>
      <PageHeader title={t('title')} />
      <Tabs
        label={t('filter')}
        tabs={[
          { href: paths.staffOrders(), label: t('all'), current: !status && !stray },
          ...STATUSES.map((known) => ({
            href: paths.staffOrders(known),
            label: invoice(`statuses.${known}`),
            current: known === status,
          })),
          ...(await Promise.all(strayTabs)),
        ]}
      />
      {away ? <PartAway digest={away.digest} /> : null}
      {orders ? (
        <Orders
          orders={orders.invoices.nodes}
          filtered={status !== undefined}
          pager={pagerOf(orders.invoices.pageInfo)}
        />
      ) : null}
      {stray && strays ? (
        <Strays
          title={all(STRAYS[stray])}
          about={t(`${STRAYS[stray]}Text`)}
          nothing={t(`${STRAYS[stray]}None`)}
          instances={strays.strayInstances.nodes}
          mayRepair={staff.permissions.includes('provisioning.instance.repair')}
          pager={pagerOf(strays.strayInstances.pageInfo)}
        />
      ) : null}
      <ReadAgain />
    </>
  )
}
