import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ListPager } from '@/components/frame/list-pager'
import { ListSort } from '@/components/frame/list-sort'
import { Found } from '@/components/staff/found'
import { FoundOrganizations } from '@/components/staff/found-organizations'
import { SearchForm } from '@/components/staff/search-form'
import { StaffSearchPageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { leaveEmptied, one, pageOf, sorted, sortOf } from '@/lib/paging'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { PageHeader } from '@/ui/page-header'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('staff.search'))('title') }
}

/** What the gateway takes. */
const LONGEST = 200

export default async function StaffSearchPage({ searchParams }: PageProps<'/staff/search'>) {
  const path = paths.staffSearch()
  const search = await searchParams
  const sort = sortOf(search)
  const text = (one(search.q) ?? '').trim().slice(0, LONGEST)
  const searching = text !== ''
  const { staff } = await gateway(StaffSearchPageDocument, { text, searching, ...pageOf(search, sort) })
  if (!staff) notFound()
  if (staff.organizations) leaveEmptied(path, search, staff.organizations.nodes)
  const t = await words('staff.search')
  return (
    <>
      <PageHeader title={t('title')} />
      <div className="grid gap-6">
        <SearchForm text={text} />
        {staff.search ? (
          <Found text={text} found={staff.search} mayResend={staff.permissions.includes('notifications.mail.resend')} />
        ) : staff.organizations ? (
          <FoundOrganizations
            title={t('everybody')}
            organizations={sorted(staff.organizations.nodes, sort)}
            sort={<ListSort path={path} search={search} sort={sort} />}
            pager={<ListPager path={path} search={search} info={staff.organizations.pageInfo} sort={sort} />}
          />
        ) : null}
      </div>
    </>
  )
}
