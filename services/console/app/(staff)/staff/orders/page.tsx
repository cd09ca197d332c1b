import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ListPager } from '@/components/frame/list-pager'
import { ListSort } from '@/components/frame/list-sort'
import { PartAway } from '@/components/frame/part-away'
import { ReadAgain } from '@/components/frame/read-again'
import { counted } from '@/components/staff/counted'
import { Orders } from '@/components/staff/orders'
import { Strays } from '@/components/staff/strays'
import { type InvoiceStatus, StaffOrdersPageDocument, type StrayKind } from '@/gql/graphql'
import { gatewayInParts } from '@/lib/gateway/gateway'
import { firstPage, leaveEmptied, one, pageOf, sorted, sortOf } from '@/lib/paging'
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
  const path = paths.staffOrders()
  const search = await searchParams
  const sort = sortOf(search)
  const stray = KINDS.find((known) => known === one(search.stray))
  const status = stray ? undefined : STATUSES.find((known) => known === one(search.status))
  const { data, missing } = await gatewayInParts(StaffOrdersPageDocument, {
    statuses: status ? [status] : [],
    kind: stray ?? 'PAID_NOT_LIVE',
    stray: stray !== undefined,
    ...pageOf(search, sort),
  })
  const { staff, counts, orders, strays } = data
  if (missing.staff) throw missing.staff
  if (!staff) notFound()
  const [t, all, invoice] = [await words('staff.orders'), await words('staff'), await words('invoice')]
  const rows = orders?.invoices.nodes ?? strays?.strayInstances.nodes
  if (rows) leaveEmptied(path, search, rows)
  const away = missing.orders ?? missing.strays
  const strayTabs = KINDS.map(async (kind) => {
    const name = all(STRAYS[kind])
    return {
      href: firstPage(path, search, { status: undefined, stray: kind }),
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
          {
            href: firstPage(path, search, { status: undefined, stray: undefined }),
            label: t('all'),
            current: !status && !stray,
          },
          ...STATUSES.map((known) => ({
            href: firstPage(path, search, { status: known, stray: undefined }),
            label: invoice(`statuses.${known}`),
            current: known === status,
          })),
          ...(await Promise.all(strayTabs)),
        ]}
      />
      {away ? <PartAway digest={away.digest} /> : null}
      {orders ? (
        <Orders
          orders={sorted(orders.invoices.nodes, sort)}
          filtered={status !== undefined}
          sort={<ListSort path={path} search={search} sort={sort} />}
          pager={<ListPager path={path} search={search} info={orders.invoices.pageInfo} sort={sort} />}
        />
      ) : null}
      {stray && strays ? (
        <Strays
          title={all(STRAYS[stray])}
          about={t(`${STRAYS[stray]}Text`)}
          nothing={t(`${STRAYS[stray]}None`)}
          instances={sorted(strays.strayInstances.nodes, sort)}
          mayRepair={staff.permissions.includes('provisioning.instance.repair')}
          sort={<ListSort path={path} search={search} sort={sort} />}
          pager={<ListPager path={path} search={search} info={strays.strayInstances.pageInfo} sort={sort} />}
        />
      ) : null}
      <ReadAgain />
    </>
  )
}
