import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ListPager } from '@/components/frame/list-pager'
import { ListSort } from '@/components/frame/list-sort'
import { InstanceRow } from '@/components/instance/instance-row'
import { LivePage } from '@/components/live/live-page'
import { InstancesPageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { pageOf, sorted, sortOf } from '@/lib/paging'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { EmptyState } from '@/ui/empty-state'
import { LinkButton } from '@/ui/link-button'
import { PageHeader } from '@/ui/page-header'
import { Table } from '@/ui/table'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('instance'))('title') }
}

export default async function InstancesPage({ params, searchParams }: PageProps<'/[org]/instances'>) {
  const { org } = await params
  const search = await searchParams
  const sort = sortOf(search)
  const t = await words('instance')
  const { organization } = await gateway(InstancesPageDocument, { org, ...pageOf(search, sort) })
  if (!organization) notFound()
  const { nodes, pageInfo } = organization.instances
  const mayOrder = organization.viewerRole !== null && organization.viewerPermissions.includes('billing.order.place')
  const order = { label: t('order'), href: paths.plans(org) }
  return (
    <>
      <PageHeader
        title={t('title')}
        actions={mayOrder && nodes.length > 0 ? <LinkButton href={order.href}>{order.label}</LinkButton> : null}
      />
      {nodes.length === 0 ? (
        <EmptyState title={t('empty')} {...(mayOrder && { action: order })}>
          {mayOrder ? t('emptyText') : t('emptyRead')}
        </EmptyState>
      ) : (
        <Table
          caption={t('title')}
          columns={[t('name'), t('state'), t('address'), t('region'), t('ordered')]}
          sort={<ListSort path={paths.instances(org)} search={search} sort={sort} />}
          pager={<ListPager path={paths.instances(org)} search={search} info={pageInfo} sort={sort} />}
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
