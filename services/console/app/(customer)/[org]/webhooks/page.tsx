import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ListPager } from '@/components/frame/list-pager'
import { ListSort } from '@/components/frame/list-sort'
import { LivePage } from '@/components/live/live-page'
import { mayChange } from '@/components/organization/may-change'
import { EndpointRow } from '@/components/webhook/endpoint-row'
import { WebhooksPageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { firstPage, leaveEmptied, one, pageOf, sorted, sortOf } from '@/lib/paging'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { EmptyState } from '@/ui/empty-state'
import { LinkButton } from '@/ui/link-button'
import { PageHeader } from '@/ui/page-header'
import { Table } from '@/ui/table'
import { Tabs } from '@/ui/tabs'

/** Whether events go there, as the address names it. Why they do not is said in the list. */
const STATES = [
  { status: 'ON', enabled: true, name: 'states.on' },
  { status: 'OFF', enabled: false, name: 'states.off' },
] as const

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('webhook'))('title') }
}

export default async function WebhooksPage({ params, searchParams }: PageProps<'/[org]/webhooks'>) {
  const { org } = await params
  const search = await searchParams
  const sort = sortOf(search)
  const state = STATES.find(({ status }) => status === one(search.status))
  const asked = { org, ...(state && { enabled: state.enabled }), ...pageOf(search, sort) }
  const { organization } = await gateway(WebhooksPageDocument, asked)
  if (!organization) notFound()
  const t = await words('webhook')
  const path = paths.webhooks(org)
  const { nodes, pageInfo } = organization.webhookEndpoints
  leaveEmptied(path, search, nodes)
  const manages = mayChange(organization, 'notifications.webhook.manage')
  const add = { label: t('add'), href: paths.newWebhook(org) }
  return (
    <>
      <PageHeader
        title={t('title')}
        actions={
          manages && (state || nodes.length > 0) ? (
            <LinkButton href={add.href} tone="primary">
              {add.label}
            </LinkButton>
          ) : null
        }
      />
      <p className="mb-6 max-w-prose text-muted">{t('about')}</p>
      {state || nodes.length > 0 ? (
        <Tabs
          label={t('filter')}
          tabs={[
            { href: firstPage(path, search, { status: undefined }), label: t('all'), current: state === undefined },
            ...STATES.map(({ status, name }) => ({
              href: firstPage(path, search, { status }),
              label: t(name),
              current: status === state?.status,
            })),
          ]}
        />
      ) : null}
      {nodes.length === 0 && state ? (
        <EmptyState title={t('emptyFilter')} action={{ label: t('seeAll'), href: path }} />
      ) : nodes.length === 0 ? (
        <EmptyState title={t('empty')} {...(manages && { action: add })}>
          {t('emptyText')} {manages ? null : t('emptyReader')}
        </EmptyState>
      ) : (
        <Table
          caption={t('title')}
          columns={[t('url'), t('state'), t('events'), t('created')]}
          sort={<ListSort path={path} search={search} sort={sort} />}
          pager={<ListPager path={path} search={search} info={pageInfo} sort={sort} />}
        >
          {sorted(nodes, sort).map((endpoint) => (
            <EndpointRow key={endpoint.id} org={org} endpoint={endpoint} />
          ))}
        </Table>
      )}
      <LivePage organization={organization.id} types={['notifications.webhook_endpoint.']} />
    </>
  )
}
