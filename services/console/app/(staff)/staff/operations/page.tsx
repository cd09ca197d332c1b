import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ListPager } from '@/components/frame/list-pager'
import { ListSort } from '@/components/frame/list-sort'
import { ReadAgain } from '@/components/frame/read-again'
import { OperationRow } from '@/components/staff/operation-row'
import { type OperationStatus, StaffOperationsPageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { firstPage, leaveEmptied, listOf, one, sorted } from '@/lib/paging'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { EmptyState } from '@/ui/empty-state'
import { PageHeader } from '@/ui/page-header'
import { Table } from '@/ui/table'
import { Tabs } from '@/ui/tabs'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('staff.operations'))('title') }
}

/** No state of an operation, but as good as one to who looks for what wants somebody. */
const STUCK = 'STUCK'
const STATUSES = ['FAILED', 'RUNNING', 'QUEUED', 'SUCCEEDED', 'CANCELED'] satisfies OperationStatus[]

export default async function StaffOperationsPage({ searchParams }: PageProps<'/staff/operations'>) {
  const search = await searchParams
  const { sort, status, asked } = listOf(search, STATUSES)
  const stuck = one(search.status) === STUCK
  const { staff } = await gateway(StaffOperationsPageDocument, { stuck, ...asked })
  if (!staff) notFound()
  const [t, site] = [await words('staff.operations'), await words('instance.operations')]
  const { nodes, pageInfo } = staff.operations
  const path = paths.staffOperations()
  leaveEmptied(path, search, nodes)
  const mayRepair = staff.permissions.includes('provisioning.instance.repair')
  const columns = [t('what'), t('state'), t('site'), t('customer'), t('asked')]
  return (
    <>
      <PageHeader title={t('title')} />
      <Tabs
        label={t('filter')}
        tabs={[
          {
            href: firstPage(path, search, { status: undefined }),
            label: t('all'),
            current: status === undefined && !stuck,
          },
          { href: firstPage(path, search, { status: STUCK }), label: t('stuck'), current: stuck },
          ...STATUSES.map((known) => ({
            href: firstPage(path, search, { status: known }),
            label: site(`statuses.${known}`),
            current: status === known,
          })),
        ]}
      />
      {stuck ? <p className="mb-5 max-w-prose text-muted">{t('stuckText')}</p> : null}
      {nodes.length === 0 ? (
        <EmptyState
          title={stuck ? t('emptyStuck') : t('empty')}
          {...((status || stuck) && { action: { label: t('seeAll'), href: path } })}
        />
      ) : (
        <Table
          caption={t('title')}
          columns={mayRepair ? [...columns, t('action')] : columns}
          sort={<ListSort path={path} search={search} sort={sort} />}
          pager={<ListPager path={path} search={search} info={pageInfo} sort={sort} />}
        >
          {sorted(nodes, sort).map((operation) => (
            <OperationRow key={operation.id} operation={operation} stuck={stuck} mayRepair={mayRepair} />
          ))}
        </Table>
      )}
      <ReadAgain />
    </>
  )
}
