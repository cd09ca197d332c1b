import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { EventLog } from '@/components/event/event-log'
import { ListPager } from '@/components/frame/list-pager'
import { InstanceFrame } from '@/components/instance/instance-frame'
import { readFragment } from '@/gql/fragment-masking'
import { InstanceEventsPageDocument, InstanceFrameFragmentDoc } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { pageOf } from '@/lib/paging'
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
  const { organization, node } = await gateway(InstanceEventsPageDocument, { org, instance: id, ...pageOf(search) })
  if (!organization || node?.__typename !== 'Instance' || node.organization.id !== organization.id) notFound()
  const t = await words('instance.events')
  const { name } = readFragment(InstanceFrameFragmentDoc, node)
  const { nodes, pageInfo } = organization.auditEvents
  const people = new Map(organization.members.nodes.map(({ user }) => [user.id, user.name]))
  return (
    <InstanceFrame organization={organization} instance={node} view="events" title={t('title', { name })}>
      <EventLog
        events={nodes}
        people={people}
        pager={<ListPager path={paths.instanceEvents(org, id)} search={search} info={pageInfo} />}
      />
    </InstanceFrame>
  )
}
