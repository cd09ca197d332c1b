import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ReadAgain } from '@/components/frame/read-again'
import { LetterRow } from '@/components/staff/letter-row'
import { OnwardPager } from '@/components/staff/onward-pager'
import { SERVICES } from '@/components/staff/services'
import { StaffDeadLettersPageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { leaveEmptied, one, pageOf } from '@/lib/paging'
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
  const search = await searchParams
  const asked = one(search.service)
  const service = SERVICES.find((known) => known === asked) ?? 'BILLING'
  const { first = 25, after } = pageOf({ after: search.after })
  const { staff } = await gateway(StaffDeadLettersPageDocument, {
    service,
    first,
    ...(after !== undefined && { after }),
  })
  if (!staff) notFound()
  const t = await words('staff.deadLetters')
  const { nodes, pageInfo } = staff.deadLetters
  leaveEmptied(paths.staffDeadLetters(), search, nodes)
  return (
    <>
      <PageHeader title={t('title')} />
      <p className="mb-5 max-w-prose text-muted">{t('about')}</p>
      <Tabs
        label={t('services')}
        tabs={SERVICES.map((known) => ({
          href: paths.staffDeadLetters(known),
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
          pager={<OnwardPager path={paths.staffDeadLetters()} search={search} info={pageInfo} />}
        >
          {nodes.map((letter) => (
            <LetterRow key={letter.id} letter={letter} />
          ))}
        </Table>
      )}
      <ReadAgain />
    </>
  )
}
