import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { Found } from '@/components/staff/found'
import { FoundOrganizations } from '@/components/staff/found-organizations'
import { OnwardPager } from '@/components/staff/onward-pager'
import { SearchForm } from '@/components/staff/search-form'
import { StaffSearchPageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { leaveEmptied, one, pageOf } from '@/lib/paging'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { PageHeader } from '@/ui/page-header'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('staff.search'))('title') }
}

/** What the gateway takes. */
const LONGEST = 200

export default async function StaffSearchPage({ searchParams }: PageProps<'/staff/search'>) {
  const search = await searchParams
  const text = (one(search.q) ?? '').trim().slice(0, LONGEST)
  const { first = 25, after } = pageOf({ after: search.after })
  const variables = { text, searching: text !== '', first, ...(after !== undefined && { after }) }
  const { staff } = await gateway(StaffSearchPageDocument, variables)
  if (!staff) notFound()
  if (staff.organizations) leaveEmptied(paths.staffSearch(), search, staff.organizations.nodes)
  const t = await words('staff.search')
  return (
    <>
      <PageHeader title={t('title')} />
      <div className="grid gap-6">
        <SearchForm text={text} />
        {staff.search ? (
          <Found text={text} found={staff.search} />
        ) : staff.organizations ? (
          <FoundOrganizations
            title={t('newest')}
            organizations={staff.organizations.nodes}
            pager={<OnwardPager path={paths.staffSearch()} search={search} info={staff.organizations.pageInfo} />}
          />
        ) : null}
      </div>
    </>
  )
}
