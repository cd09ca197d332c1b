import type { ReactNode } from 'react'
import type { FragmentType } from '@/gql/fragment-masking'
import type { OrderRowFragmentDoc } from '@/gql/graphql'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { EmptyState } from '@/ui/empty-state'
import { Table } from '@/ui/table'
import { OrderRow } from './order-row'

type Props = {
  orders: readonly ({ id: string } & FragmentType<typeof OrderRowFragmentDoc>)[]
  /** Only some were asked for. */
  filtered: boolean
  sort: ReactNode
  pager: ReactNode
}

/** What was ordered. */
export async function Orders({ orders, filtered, sort, pager }: Props) {
  const t = await words('staff.orders')
  if (orders.length === 0) {
    return (
      <EmptyState
        title={filtered ? t('emptyFilter') : t('empty')}
        {...(filtered && { action: { label: t('seeAll'), href: paths.staffOrders() } })}
      />
    )
  }
  return (
    <Table
      caption={t('title')}
      columns={[t('number'), t('customer'), t('what'), t('state'), { label: t('total'), end: true }, t('ordered')]}
      sort={sort}
      pager={pager}
    >
      {orders.map((order) => (
        <OrderRow key={order.id} order={order} />
      ))}
    </Table>
  )
}
