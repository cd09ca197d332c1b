import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ListPager } from '@/components/frame/list-pager'
import { ListSort } from '@/components/frame/list-sort'
import { ReadAgain } from '@/components/frame/read-again'
import { LetterRow } from '@/components/staff/letter-row'
import { SERVICES } from '@/components/staff/services'
import { StaffDeadLettersPageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { firstPage, leaveEmptied, one, pageOf, sorted, sortOf } from '@/lib/paging'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { EmptyState } from '@/ui/empty-state'
import { PageHeader } from '@/ui/page-header'
import { Table } from '@/ui/table'
import { Tabs } from '@/ui/tabs'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('staff.deadLetters'))('title') }
}

export default async function StaffDeadLettersPage({ searchParams }: PageProps<'/staff/dead-letters'>) {
  const path = paths.staffDeadLetters()
  const search = await searchParams
  const sort = sortOf(search)
  const asked = one(search.service)
  const service = SERVICES.find((known) => known === asked) ?? 'BILLING'
  const { staff } = await gateway(StaffDeadLettersPageDocument, { service, ...pageOf(search, sort) })
  if (!staff) notFound()
  const t = await words('staff.deadLetters')
  const { nodes, pageInfo } = staff.deadLetters
  leaveEmptied(path, search, nodes)
  return (
    <>
      <PageHeader title={t('title')} />
      <p className="mb-5 max-w-prose text-muted">{t('about')}</p>
      <Tabs
        label={t('services')}
        tabs={SERVICES.map((known) => ({
          href: firstPage(path, search, { service: known }),
          label: t(`service.${known}`),
          current: known === service,
        }))}
      />
      {nodes.length === 0 ? (
        <EmptyState title={t('empty', { service: t(`service.${service}`) })}>{t('emptyText')}</EmptyState>
      ) : (
        <Table
          caption={t('title')}
          columns={[t('event'), t('cause'), t('subject'), { label: t('deaths'), end: true }, t('died')]}
          sort={<ListSort path={path} search={search} sort={sort} />}
          pager={<ListPager path={path} search={search} info={pageInfo} sort={sort} />}
        >
          {sorted(nodes, sort).map((letter) => (
            <LetterRow key={letter.id} letter={letter} />
          ))}
        </Table>
      )}
      <ReadAgain />
    </>
  )
}
