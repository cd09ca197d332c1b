import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ListPager } from '@/components/frame/list-pager'
import { ListSort } from '@/components/frame/list-sort'
import { ReadAgain } from '@/components/frame/read-again'
import { Mails } from '@/components/staff/mails'
import { StaffMailsPageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { leaveEmptied, pageOf, sorted, sortOf } from '@/lib/paging'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { EmptyState } from '@/ui/empty-state'
import { PageHeader } from '@/ui/page-header'
import { TextLink } from '@/ui/text-link'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('staff.mails'))('title') }
}

/** All mails to a customer. No event tells what becomes of one. */
export default async function StaffMailsPage({
  params,
  searchParams,
}: PageProps<'/staff/organizations/[organization]/mails'>) {
  const { organization: id } = await params
  const search = await searchParams
  const [path, sort] = [paths.staffMails(id), sortOf(search)]
  const { staff, node } = await gateway(StaffMailsPageDocument, { id, ...pageOf(search, sort) })
  if (!staff || node?.__typename !== 'Organization') notFound()
  const t = await words('staff.mails')
  const { nodes, pageInfo } = staff.mails
  leaveEmptied(path, search, nodes)
  return (
    <>
      <PageHeader
        title={t('title')}
        under={
          <span className="min-w-0 break-words">
            <TextLink href={paths.staffOrganization(id)}>
              <bdi>{node.name}</bdi>
            </TextLink>
          </span>
        }
      />
      {nodes.length === 0 ? (
        <EmptyState title={t('empty')} />
      ) : (
        <Mails
          mails={sorted(nodes, sort)}
          mayResend={staff.permissions.includes('notifications.mail.resend')}
          sort={<ListSort path={path} search={search} sort={sort} />}
          pager={<ListPager path={path} search={search} info={pageInfo} sort={sort} />}
        />
      )}
      <ReadAgain soon={nodes.some(({ state }) => state === 'QUEUED' || state === 'SENDING')} />
    </>
  )
}
