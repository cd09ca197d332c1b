import type { Metadata } from 'next'
import { ListPager } from '@/components/frame/list-pager'
import { ListSort } from '@/components/frame/list-sort'
import { SessionRow } from '@/components/session/session-row'
import { SessionsPageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { leaveEmptied, pageOf, sorted, sortOf } from '@/lib/paging'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { PageHeader } from '@/ui/page-header'
import { Table } from '@/ui/table'
import { EndSession } from './end-session'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('account.sessions'))('title') }
}

export default async function SessionsPage({ searchParams }: PageProps<'/account/sessions'>) {
  const search = await searchParams
  const [path, sort] = [paths.sessions(), sortOf(search)]
  const { nodes, pageInfo } = (await gateway(SessionsPageDocument, pageOf(search, sort))).viewer.sessions
  leaveEmptied(path, search, nodes)
  const t = await words('account.sessions')
  return (
    <>
      <PageHeader title={t('title')} under={<p>{t('text')}</p>} />
      <Table
        caption={t('title')}
        columns={[t('device'), t('address'), t('lastUsed'), t('began'), t('ends'), { label: t('action'), end: true }]}
        sort={<ListSort path={path} search={search} sort={sort} />}
        pager={<ListPager path={path} search={search} info={pageInfo} sort={sort} />}
      >
        {sorted(nodes, sort).map((session) => (
          <SessionRow
            key={session.id}
            session={session}
            action={({ id, device }) => (
              <EndSession
                session={id}
                attempt={crypto.randomUUID()}
                words={{ end: t('end'), endOf: t('endOf', { device }), ended: t('ended', { device }) }}
              />
            )}
          />
        ))}
      </Table>
    </>
  )
}
