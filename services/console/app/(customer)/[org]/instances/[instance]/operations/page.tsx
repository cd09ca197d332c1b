import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ListPager } from '@/components/frame/list-pager'
import { ListSort } from '@/components/frame/list-sort'
import { InstanceFrame } from '@/components/instance/instance-frame'
import { OperationCard } from '@/components/operation/operation-card'
import { readFragment } from '@/gql/fragment-masking'
import { InstanceFrameFragmentDoc, OperationsPageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { leaveEmptied, pageOf, sorted, sortOf } from '@/lib/paging'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { EmptyState } from '@/ui/empty-state'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('instance'))('tabs.operations') }
}

export default async function OperationsPage({
  params,
  searchParams,
}: PageProps<'/[org]/instances/[instance]/operations'>) {
  const { org, instance: id } = await params
  const search = await searchParams
  const sort = sortOf(search)
  const { organization, node } = await gateway(OperationsPageDocument, { org, instance: id, ...pageOf(search, sort) })
  if (!organization || node?.__typename !== 'Instance' || node.organization.id !== organization.id) notFound()
  const t = await words('instance.operations')
  const { name } = readFragment(InstanceFrameFragmentDoc, node)
  const path = paths.operations(org, id)
  const { nodes, pageInfo } = node.operations
  leaveEmptied(path, search, nodes)
  return (
    <InstanceFrame organization={organization} instance={node} view="operations" title={t('title', { name })}>
      {nodes.length === 0 ? (
        <EmptyState title={t('empty')}>{t('emptyText')}</EmptyState>
      ) : (
        <div className="grid gap-3">
          <ListSort path={path} search={search} sort={sort} />
          <ul aria-label={t('list')} className="grid gap-4">
            {sorted(nodes, sort).map((operation) => (
              <li key={operation.id}>
                <OperationCard operation={operation} />
              </li>
            ))}
          </ul>
          <ListPager path={path} search={search} info={pageInfo} sort={sort} />
        </div>
      )}
    </InstanceFrame>
  )
}
