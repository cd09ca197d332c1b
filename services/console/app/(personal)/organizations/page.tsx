import type { Metadata } from 'next'
import { ListPager } from '@/components/frame/list-pager'
import { ListSort } from '@/components/frame/list-sort'
import { OwnOrganizationRow } from '@/components/organization/own-organization-row'
import { OrganizationsPageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { leaveEmptied, pageOf, sorted, sortOf } from '@/lib/paging'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { EmptyState } from '@/ui/empty-state'
import { LinkButton } from '@/ui/link-button'
import { PageHeader } from '@/ui/page-header'
import { Table } from '@/ui/table'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('organization'))('all.title') }
}

/** Every organization of the reader; the switcher has the newest ones only. */
export default async function OrganizationsPage({ searchParams }: PageProps<'/organizations'>) {
  const search = await searchParams
  const [path, sort] = [paths.organizations(), sortOf(search)]
  const { nodes, pageInfo } = (await gateway(OrganizationsPageDocument, pageOf(search, sort))).viewer.organizations
  leaveEmptied(path, search, nodes)
  const t = await words('organization')
  const make = { label: t('new.title'), href: paths.newOrganization() }
  return (
    <>
      <PageHeader
        title={t('all.title')}
        actions={nodes.length > 0 ? <LinkButton href={make.href}>{make.label}</LinkButton> : null}
      />
      {nodes.length === 0 ? (
        <EmptyState title={t('all.empty')} action={make}>
          {t('all.emptyText')}
        </EmptyState>
      ) : (
        <Table
          caption={t('all.title')}
          columns={[t('all.name'), t('all.slug'), t('all.role'), t('all.created')]}
          sort={<ListSort path={path} search={search} sort={sort} />}
          pager={<ListPager path={path} search={search} info={pageInfo} sort={sort} />}
        >
          {sorted(nodes, sort).map((organization) => (
            <OwnOrganizationRow key={organization.id} organization={organization} />
          ))}
        </Table>
      )}
    </>
  )
}
