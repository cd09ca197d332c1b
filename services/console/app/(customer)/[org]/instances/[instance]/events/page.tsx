import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { EventLog } from '@/components/event/event-log'
import { ListPager } from '@/components/frame/list-pager'
import { ListSort } from '@/components/frame/list-sort'
import { InstanceFrame } from '@/components/instance/instance-frame'
import { readFragment } from '@/gql/fragment-masking'
import { InstanceEventsDocument, InstanceEventsPageDocument, InstanceFrameFragmentDoc } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { leaveEmptied, pageOf, sorted, sortOf } from '@/lib/paging'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('instance'))('tabs.events') }
}

export default async function InstanceEventsPage({
  params,
  searchParams,
}: PageProps<'/[org]/instances/[instance]/events'>) {
  const { org, instance: id } = await params
  const search = await searchParams
  const sort = sortOf(search)
  const { organization, node } = await gateway(InstanceEventsPageDocument, { org, instance: id })
  if (!organization || node?.__typename !== 'Instance' || node.organization.id !== organization.id) notFound()
  const { operations, releases } = node
  const subjects = [id, ...[...operations.nodes, ...releases.nodes].map((own) => own.id)]
  const asked = await gateway(InstanceEventsDocument, { org, subjects, ...pageOf(search, sort) })
  const { auditEvents, members } = asked.organization ?? notFound()
  const t = await words('instance.events')
  const { name } = readFragment(InstanceFrameFragmentDoc, node)
  const path = paths.instanceEvents(org, id)
  leaveEmptied(path, search, auditEvents.nodes)
  const people = new Map(members.nodes.map(({ user }) => [user.id, user.name]))
  return (
    <InstanceFrame organization={organization} instance={node} view="events" title={t('title', { name })}>
      <EventLog
        events={sorted(auditEvents.nodes, sort)}
        people={people}
        sort={<ListSort path={path} search={search} sort={sort} />}
        pager={<ListPager path={path} search={search} info={auditEvents.pageInfo} sort={sort} />}
      />
      {operations.pageInfo.hasNextPage || releases.pageInfo.hasNextPage ? (
        <p className="mt-3 max-w-prose text-muted">{t('newest')}</p>
      ) : null}
    </InstanceFrame>
  )
}
