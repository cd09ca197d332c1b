import type { ReactNode } from 'react'
import type { FragmentType } from '@/gql/fragment-masking'
import type { OrganizationRowFragmentDoc } from '@/gql/graphql'
import { words } from '@/lib/words/server'
import { Table } from '@/ui/table'
import { OrganizationRow } from './organization-row'

type Props = {
  title: string
  organizations: readonly ({ id: string } & FragmentType<typeof OrganizationRowFragmentDoc>)[]
  sort?: ReactNode
  pager?: ReactNode
}

/** Customers in a list. */
export async function FoundOrganizations({ title, organizations, sort, pager }: Props) {
  const t = await words('staff.search')
  return (
    <section aria-label={title} className="grid gap-3">
      <h2 className="font-semibold text-base">{title}</h2>
      <Table caption={title} columns={[t('name'), t('slug'), t('since')]} sort={sort} pager={pager}>
        {organizations.map((organization) => (
          <OrganizationRow key={organization.id} organization={organization} />
        ))}
      </Table>
    </section>
  )
}
