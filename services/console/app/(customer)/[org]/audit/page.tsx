import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { asksByName, auditFilter, typedFilter } from '@/components/audit/asked'
import { AuditFilterForm } from '@/components/audit/audit-filter-form'
import { Verification } from '@/components/audit/verification'
import { EventLog } from '@/components/event/event-log'
import { ListPager } from '@/components/frame/list-pager'
import { ListSort } from '@/components/frame/list-sort'
import { LivePage } from '@/components/live/live-page'
import { AuditPageDocument } from '@/gql/graphql'
import { zone } from '@/lib/format/zone'
import { gateway } from '@/lib/gateway/gateway'
import { firstPage, leaveEmptied, one, pageOf, sorted, sortOf } from '@/lib/paging'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { Card } from '@/ui/card'
import { EmptyState } from '@/ui/empty-state'
import { LinkButton } from '@/ui/link-button'
import { PageHeader } from '@/ui/page-header'
import { membersOf } from './members'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('audit'))('title') }
}

export default async function AuditPage({ params, searchParams }: PageProps<'/[org]/audit'>) {
  const { org } = await params
  const search = await searchParams
  const sort = sortOf(search)
  // Computing all hashes anew costs as much as a large list: only when somebody wants to know.
  const verify = one(search.verify) === '1'
  const typed = typedFilter(search)
  const members = asksByName(typed.actor) ? await membersOf(org) : []
  const { filter, wrong } = auditFilter(typed, await zone(), members)
  const asked = { org, filter, lists: wrong.length === 0, verify, ...pageOf(search, sort) }
  const { organization } = await gateway(AuditPageDocument, asked)
  if (!organization) notFound()
  const t = await words('audit')
  const path = paths.audit(org)
  const people = new Map(organization.members.nodes.map(({ user }) => [user.id, user.name]))
  const events = organization.auditEvents
  if (events) leaveEmptied(path, search, events.nodes)
  return (
    <>
      <PageHeader title={t('title')} />
      <p className="mb-6 max-w-prose text-muted">{t('about')}</p>
      <div className="grid gap-6">
        <Card
          title={t('verify.title')}
          aside={
            <LinkButton href={firstPage(path, search, { verify: '1' })}>
              {verify ? t('verify.again') : t('verify.start')}
            </LinkButton>
          }
        >
          <p className="max-w-prose text-muted">{t('verify.about')}</p>
          {organization.auditVerification ? (
            <div className="mt-4">
              <Verification result={organization.auditVerification} />
            </div>
          ) : null}
        </Card>
        <AuditFilterForm path={path} typed={typed} wrong={wrong} sort={sort} people={people} />
        {!events ? (
          <EmptyState title={t('filter.unread')} action={{ label: t('filter.clear'), href: path }}>
            {t('filter.unreadText')}
          </EmptyState>
        ) : events.nodes.length === 0 && Object.keys(filter).length > 0 ? (
          <EmptyState title={t('filter.empty')} action={{ label: t('filter.clear'), href: path }} />
        ) : (
          <EventLog
            events={sorted(events.nodes, sort)}
            people={people}
            sort={<ListSort path={path} search={search} sort={sort} />}
            pager={<ListPager path={path} search={search} info={events.pageInfo} sort={sort} />}
          />
        )}
      </div>
      {/* What was checked stays as it was when it was checked. */}
      {verify ? null : (
        <LivePage organization={organization.id} types={['accounts.', 'billing.', 'provisioning.', 'notifications.']} />
      )}
    </>
  )
}
