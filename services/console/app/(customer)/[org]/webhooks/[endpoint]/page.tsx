import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ObjectEvents } from '@/components/event/object-events'
import { ListPager } from '@/components/frame/list-pager'
import { ListSort } from '@/components/frame/list-sort'
import { ReadAgain } from '@/components/frame/read-again'
import { StatusTabs } from '@/components/frame/status-tabs'
import { LivePage } from '@/components/live/live-page'
import { mayChange } from '@/components/organization/may-change'
import { DeliveryRow } from '@/components/webhook/delivery-row'
import { EndpointState } from '@/components/webhook/endpoint-state'
import { EventFilter } from '@/components/webhook/event-filter'
import { secretWords } from '@/components/webhook/form-words'
import { WebhookPageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { leaveEmptied, one, pageOf, sorted, sortOf } from '@/lib/paging'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { ActionButton } from '@/ui/action-button'
import { Card } from '@/ui/card'
import { Confirm } from '@/ui/confirm'
import { CopyText } from '@/ui/copy-text'
import { EmptyState } from '@/ui/empty-state'
import { Fact, Facts } from '@/ui/facts'
import { LinkButton } from '@/ui/link-button'
import { PageHeader } from '@/ui/page-header'
import { Table } from '@/ui/table'
import { TextLink } from '@/ui/text-link'
import { Day } from '@/ui/time'
import { deleteWebhook, sendTest, switchWebhook } from './actions'
import { EndpointTrouble } from './endpoint-trouble'
import { ResendDialog } from './resend-dialog'
import { RotateDialog } from './rotate-dialog'
import { firstLost } from './since'

/** The states that deliveries can be filtered by, as the address names them. */
const STATUSES = ['PENDING', 'FAILED', 'SUCCEEDED'] as const

/** For how many seconds a secret may go on beside its successor. */
const OVERLAPS = ['0', '3600', '86400', '604800'] as const

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('webhook'))('title') }
}

export default async function WebhookPage({ params, searchParams }: PageProps<'/[org]/webhooks/[endpoint]'>) {
  const { org, endpoint: id } = await params
  const search = await searchParams
  const sort = sortOf(search)
  const status = STATUSES.find((status) => status === one(search.status))
  const asked = { org, endpoint: id, ...(status && { status }), ...pageOf(search, sort) }
  const { organization, node } = await gateway(WebhookPageDocument, asked)
  // Another organization's looks the same as none.
  if (!organization || node?.__typename !== 'WebhookEndpoint' || node.organization.id !== organization.id) notFound()
  const t = await words('webhook')
  const manages = mayChange(organization, 'notifications.webhook.manage')
  const { nodes, pageInfo } = node.deliveries
  const path = paths.webhook(org, node.id)
  leaveEmptied(path, search, nodes)
  const name = node.description.trim() || node.url
  const since = [
    ...(node.failingSince ? [{ value: firstLost(node.failingSince), label: t('resendAll.failingSince') }] : []),
    ...(['day', 'hour', 'week', 'month'] as const).map((value) => ({ value, label: t(`resendAll.${value}`) })),
  ]
  return (
    <>
      <PageHeader
        title={name}
        beside={<EndpointState endpoint={node} />}
        under={
          <>
            <TextLink href={paths.webhooks(org)}>{t('title')}</TextLink>
            <CopyText text={node.id} />
          </>
        }
        actions={
          manages ? (
            <>
              <ActionButton
                action={sendTest}
                attempt={crypto.randomUUID()}
                fields={{ org, webhookEndpointId: node.id }}
                tone="primary"
              >
                {t('test')}
              </ActionButton>
              <LinkButton href={paths.editWebhook(org, node.id)}>{t('edit')}</LinkButton>
            </>
          ) : null
        }
      />
      <div className="grid gap-6">
        <EndpointTrouble endpoint={node} />
        <div className="grid gap-6 lg:grid-cols-[1fr_20rem]">
          <section aria-labelledby="deliveries" className="grid min-w-0 content-start gap-3">
            <div className="flex flex-wrap items-center justify-between gap-2">
              <h2 id="deliveries" className="font-semibold text-base">
                {t('deliveries.title')}
              </h2>
              {manages ? (
                <ResendDialog
                  endpoint={node.id}
                  attempt={crypto.randomUUID()}
                  since={since}
                  words={{
                    trigger: t('resendAll.trigger'),
                    title: t('resendAll.title'),
                    text: t('resendAll.text'),
                    from: t('resendAll.from'),
                    submit: t('resendAll.submit'),
                    cancel: t('cancel'),
                    done: t('resendAll.done'),
                  }}
                />
              ) : null}
            </div>
            <StatusTabs
              label={t('deliveries.filter')}
              all={t('deliveries.all')}
              statuses={STATUSES}
              word={(known) => t(`deliveries.statuses.${known}`)}
              current={status}
              path={path}
              search={search}
            />
            {nodes.length > 0 ? (
              <Table
                caption={t('deliveries.title')}
                columns={[
                  t('deliveries.event'),
                  t('deliveries.state'),
                  { label: t('deliveries.attempts'), end: true },
                  t('deliveries.answer'),
                  t('deliveries.at'),
                ]}
                sort={<ListSort path={path} search={search} sort={sort} />}
                pager={<ListPager path={path} search={search} info={pageInfo} sort={sort} />}
              >
                {sorted(nodes, sort).map((delivery) => (
                  <DeliveryRow key={delivery.id} org={org} endpoint={node.id} delivery={delivery} />
                ))}
              </Table>
            ) : status ? (
              <EmptyState title={t('deliveries.emptyFilter')} />
            ) : (
              <EmptyState title={t('deliveries.empty')}>{manages ? t('deliveries.emptyText') : null}</EmptyState>
            )}
            <p className="text-muted text-xs">{t('deliveries.kept')}</p>
          </section>
          <div className="grid min-w-0 content-start gap-6">
            <Card title={t('facts')}>
              <Facts>
                <Fact name={t('url')}>
                  <CopyText text={node.url} />
                </Fact>
                <Fact name={t('events')}>
                  <EventFilter types={node.eventTypes} />
                </Fact>
                <Fact name={t('created')}>
                  <Day at={node.createdAt} />
                </Fact>
              </Facts>
            </Card>
            {manages ? (
              <Card title={t('manage')}>
                <div className="flex flex-wrap gap-2">
                  <RotateDialog
                    endpoint={node.id}
                    attempt={crypto.randomUUID()}
                    overlaps={OVERLAPS.map((value) => ({ value, label: t(`rotate.overlaps.s${value}`) }))}
                    words={{
                      trigger: t('rotate.trigger'),
                      title: t('rotate.title'),
                      text: t('rotate.text'),
                      overlap: t('rotate.overlap'),
                      submit: t('rotate.submit'),
                      cancel: t('cancel'),
                      done: t('secret.done'),
                      secret: await secretWords(),
                    }}
                  />
                  <ActionButton
                    action={switchWebhook}
                    attempt={crypto.randomUUID()}
                    fields={{ webhookEndpointId: node.id, enabled: String(!node.enabled) }}
                  >
                    {node.enabled ? t('disable') : t('enable')}
                  </ActionButton>
                  <Confirm
                    action={deleteWebhook}
                    attempt={crypto.randomUUID()}
                    fields={{ org, webhookEndpointId: node.id }}
                    tone={{ trigger: 'danger' }}
                    ask={{ label: t('remove.ask', { name }), name }}
                    words={{
                      trigger: t('remove.trigger'),
                      title: t('remove.title'),
                      submit: t('remove.submit'),
                      cancel: t('cancel'),
                    }}
                  >
                    <p>{t('remove.text')}</p>
                  </Confirm>
                </div>
              </Card>
            ) : null}
          </div>
        </div>
      </div>
      <ObjectEvents org={org} permissions={organization.viewerPermissions} subject={node.id} />
      {nodes.some(({ status }) => status === 'PENDING') ? <ReadAgain soon /> : null}
      <LivePage organization={organization.id} types={['notifications.webhook_endpoint.']} />
    </>
  )
}
