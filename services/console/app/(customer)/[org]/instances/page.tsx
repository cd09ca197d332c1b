import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ListPager } from '@/components/frame/list-pager'
import { ListSort } from '@/components/frame/list-sort'
import { StatusTabs } from '@/components/frame/status-tabs'
import { InstanceRow } from '@/components/instance/instance-row'
import { LivePage } from '@/components/live/live-page'
import { type InstanceStatus, InstancesPageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { leaveEmptied, listOf, sorted } from '@/lib/paging'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { EmptyState } from '@/ui/empty-state'
import { LinkButton } from '@/ui/link-button'
import { PageHeader } from '@/ui/page-header'
import { Table } from '@/ui/table'

/** What people look for; a site that stands otherwise is among all. */
const STATUSES = ['ACTIVE', 'PROVISIONING', 'SUSPENDED', 'FAILED', 'TERMINATED'] satisfies InstanceStatus[]

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('instance'))('title') }
}

export default async function InstancesPage({ params, searchParams }: PageProps<'/[org]/instances'>) {
  const { org } = await params
  const path = paths.instances(org)
  const search = await searchParams
  const { sort, status, asked } = listOf(search, STATUSES)
  const t = await words('instance')
  const { organization } = await gateway(InstancesPageDocument, { org, ...asked })
  if (!organization) notFound()
  const { nodes, pageInfo } = organization.instances
  leaveEmptied(path, search, nodes)
  const mayOrder = organization.viewerRole !== null && organization.viewerPermissions.includes('billing.order.place')
  const order = { label: t('order'), href: paths.plans(org) }
  return (
    <>
      <PageHeader
        title={t('title')}
        actions={
          mayOrder && (status || nodes.length > 0) ? <LinkButton href={order.href}>{order.label}</LinkButton> : null
        }
      />
      {/* Also above nothing: who has terminated all of them finds them under their tab alone. */}
      <StatusTabs
        label={t('filter')}
        all={t('all')}
        statuses={STATUSES}
        word={(known) => t(`statuses.${known}`)}
        current={status}
        path={path}
        search={search}
      />
      {nodes.length === 0 && status ? (
        <EmptyState title={t('emptyFilter')} action={{ label: t('seeAll'), href: path }} />
      ) : nodes.length === 0 ? (
        <EmptyState title={t('empty')} {...(mayOrder && { action: order })}>
          {mayOrder ? t('emptyText') : t('emptyRead')}
        </EmptyState>
      ) : (
        <Table
          caption={t('title')}
          columns={[t('name'), t('state'), t('address'), t('region'), t('ordered')]}
          sort={<ListSort path={path} search={search} sort={sort} />}
          pager={<ListPager path={path} search={search} info={pageInfo} sort={sort} />}
        >
          {sorted(nodes, sort).map((instance) => (
            <InstanceRow key={instance.id} org={org} instance={instance} />
          ))}
        </Table>
      )}
      <LivePage organization={organization.id} types={['provisioning.instance.', 'provisioning.operation.finished']} />
    </>
  )
}
