import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ListPager } from '@/components/frame/list-pager'
import { ListSort } from '@/components/frame/list-sort'
import { StatusTabs } from '@/components/frame/status-tabs'
import { InstanceFrame } from '@/components/instance/instance-frame'
import { ReleaseRow } from '@/components/release/release-row'
import { readFragment } from '@/gql/fragment-masking'
import {
  InstanceFrameFragmentDoc,
  InstanceOrganizationFragmentDoc,
  type ReleaseStatus,
  ReleasesPageDocument,
} from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { leaveEmptied, listOf, sorted } from '@/lib/paging'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { Confirm } from '@/ui/confirm'
import { EmptyState } from '@/ui/empty-state'
import { Table } from '@/ui/table'
import { rollBack } from './actions'

const STATUSES = ['LIVE', 'SUPERSEDED', 'UPLOADED', 'FAILED'] satisfies ReleaseStatus[]

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('instance'))('tabs.releases') }
}

export default async function ReleasesPage({
  params,
  searchParams,
}: PageProps<'/[org]/instances/[instance]/releases'>) {
  const { org, instance: id } = await params
  const search = await searchParams
  const { sort, status, asked } = listOf(search, STATUSES)
  const { organization, node } = await gateway(ReleasesPageDocument, {
    org,
    instance: id,
    ...asked,
  })
  if (!organization || node?.__typename !== 'Instance' || node.organization.id !== organization.id) notFound()
  const t = await words('instance.releases')
  const { viewerRole, viewerPermissions } = readFragment(InstanceOrganizationFragmentDoc, organization)
  const { name } = readFragment(InstanceFrameFragmentDoc, node)
  const path = paths.releases(org, id)
  const { nodes, pageInfo } = node.releases
  leaveEmptied(path, search, nodes)
  const running = ['ACTIVE', 'UPDATING', 'DEGRADED'].includes(node.status)
  const mayRollBack = viewerRole !== null && viewerPermissions.includes('provisioning.release.roll_back') && running
  const mayDeploy = viewerRole !== null && viewerPermissions.includes('provisioning.release.deploy') && running
  const end = (label: string) => ({ label, end: true }) as const
  return (
    <InstanceFrame organization={organization} instance={node} view="releases" title={t('title', { name })}>
      {status || nodes.length > 0 ? (
        <StatusTabs
          label={t('filter')}
          all={t('all')}
          statuses={STATUSES}
          word={(known) => t(`statuses.${known}`)}
          current={status}
          path={path}
          search={search}
        />
      ) : null}
      {nodes.length === 0 && status ? (
        <EmptyState title={t('emptyFilter')} action={{ label: t('seeAll'), href: path }} />
      ) : nodes.length === 0 ? (
        <EmptyState
          title={t('empty')}
          {...(mayDeploy && { action: { label: t('emptyAction'), href: paths.instance(org, id) } })}
        >
          {t('emptyText')}
        </EmptyState>
      ) : (
        <Table
          caption={t('caption')}
          columns={[t('version'), t('state'), end(t('size')), end(t('files')), t('uploaded'), end(t('action'))]}
          sort={<ListSort path={path} search={search} sort={sort} />}
          pager={<ListPager path={path} search={search} info={pageInfo} sort={sort} />}
        >
          {sorted(nodes, sort).map((release) => (
            <ReleaseRow
              key={release.id}
              release={release}
              action={
                mayRollBack && release.status === 'SUPERSEDED' ? (
                  <Confirm
                    action={rollBack}
                    attempt={crypto.randomUUID()}
                    fields={{ instanceId: id, releaseId: release.id }}
                    words={{
                      trigger: t('rollBack'),
                      title: t('rollBackTo', { version: release.version }),
                      submit: t('rollBack'),
                      cancel: t('cancel'),
                    }}
                    tone={{ trigger: 'secondary', submit: 'primary' }}
                  >
                    <p>{t('rollBackText', { version: release.version })}</p>
                  </Confirm>
                ) : null
              }
            />
          ))}
        </Table>
      )}
    </InstanceFrame>
  )
}
