import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ListPager } from '@/components/frame/list-pager'
import { ListSort } from '@/components/frame/list-sort'
import { StatusTabs } from '@/components/frame/status-tabs'
import { InstanceFrame } from '@/components/instance/instance-frame'
import { OperationCard } from '@/components/operation/operation-card'
import { readFragment } from '@/gql/fragment-masking'
import { InstanceFrameFragmentDoc, type OperationStatus, OperationsPageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { firstPage, leaveEmptied, listOf, one, sorted } from '@/lib/paging'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { ChoiceLinks } from '@/ui/choice-links'
import { EmptyState } from '@/ui/empty-state'

const STATUSES = ['FAILED', 'RUNNING', 'QUEUED', 'SUCCEEDED', 'CANCELED'] satisfies OperationStatus[]

/** The kinds of work that we have a name for. */
const KINDS = ['provision', 'deploy', 'roll_back', 'suspend', 'resume', 'repair', 'terminate'] as const

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('instance'))('tabs.operations') }
}

export default async function OperationsPage({
  params,
  searchParams,
}: PageProps<'/[org]/instances/[instance]/operations'>) {
  const { org, instance: id } = await params
  const search = await searchParams
  const { sort, status, asked } = listOf(search, STATUSES)
  const kind = KINDS.find((known) => known === one(search.kind))
  const { organization, node } = await gateway(OperationsPageDocument, {
    org,
    instance: id,
    kinds: kind ? [kind] : [],
    ...asked,
  })
  if (!organization || node?.__typename !== 'Instance' || node.organization.id !== organization.id) notFound()
  const t = await words('instance.operations')
  const { name } = readFragment(InstanceFrameFragmentDoc, node)
  const path = paths.operations(org, id)
  const { nodes, pageInfo } = node.operations
  leaveEmptied(path, search, nodes)
  const filtered = status !== undefined || kind !== undefined
  return (
    <InstanceFrame organization={organization} instance={node} view="operations" title={t('title', { name })}>
      {filtered || nodes.length > 0 ? (
        <>
          <StatusTabs
            label={t('filter')}
            all={t('all')}
            statuses={STATUSES}
            word={(known) => t(`statuses.${known}`)}
            current={status}
            path={path}
            search={search}
          />
          <div className="mb-5 print:hidden">
            <ChoiceLinks
              label={t('kind')}
              choices={[
                {
                  href: firstPage(path, search, { kind: undefined }),
                  label: t('allKinds'),
                  current: kind === undefined,
                },
                ...KINDS.map((known) => ({
                  href: firstPage(path, search, { kind: known }),
                  label: t(`kinds.${known}`),
                  current: known === kind,
                })),
              ]}
            />
          </div>
        </>
      ) : null}
      {nodes.length === 0 && filtered ? (
        <EmptyState title={t('emptyFilter')} action={{ label: t('seeAll'), href: path }} />
      ) : nodes.length === 0 ? (
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
