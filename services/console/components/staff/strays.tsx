import type { ReactNode } from 'react'
import type { FragmentType } from '@/gql/fragment-masking'
import type { StrayRowFragmentDoc } from '@/gql/graphql'
import { words } from '@/lib/words/server'
import { Notice } from '@/ui/notice'
import { Table } from '@/ui/table'
import { StrayRow } from './stray-row'

type Props = {
  title: string
  about: string
  nothing: string
  instances: readonly ({ id: string } & FragmentType<typeof StrayRowFragmentDoc>)[]
  mayRepair: boolean
  sort: ReactNode
  pager: ReactNode
}

/** The sites that differ from what is paid in one way. None is good news. */
export async function Strays({ title, about, nothing, instances, mayRepair, sort, pager }: Props) {
  const t = await words('staff.orders')
  const columns = [t('site'), t('state'), t('customer'), t('region'), t('ordered')]
  return (
    <section aria-label={title} className="grid min-w-0 gap-3">
      <h2 className="font-semibold text-base">{title}</h2>
      <p className="max-w-prose text-muted">{about}</p>
      {instances.length === 0 ? (
        <>
          <Notice tone="good">{nothing}</Notice>
          {pager}
        </>
      ) : (
        <Table caption={title} columns={mayRepair ? [...columns, t('action')] : columns} sort={sort} pager={pager}>
          {instances.map((instance) => (
            <StrayRow key={instance.id} instance={instance} mayRepair={mayRepair} />
          ))}
        </Table>
      )}
    </section>
  )
}
