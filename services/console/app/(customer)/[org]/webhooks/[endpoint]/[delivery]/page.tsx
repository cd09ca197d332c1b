import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { eventWords } from '@/components/event/event-words'
import { ReadAgain } from '@/components/frame/read-again'
import { LivePage } from '@/components/live/live-page'
import { mayChange } from '@/components/organization/may-change'
import { AttemptLog } from '@/components/webhook/attempt-log'
import { DeliveryState } from '@/components/webhook/delivery-state'
import { Message } from '@/components/webhook/message'
import { DeliveryPageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { ActionButton } from '@/ui/action-button'
import { Card } from '@/ui/card'
import { CopyText } from '@/ui/copy-text'
import { Fact, Facts } from '@/ui/facts'
import { PageHeader } from '@/ui/page-header'
import { TextLink } from '@/ui/text-link'
import { Time } from '@/ui/time'
import { resendDelivery } from './actions'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('webhook'))('delivery.title') }
}

export default async function DeliveryPage({ params }: PageProps<'/[org]/webhooks/[endpoint]/[delivery]'>) {
  const { org, endpoint: endpointId, delivery: id } = await params
  const { organization, node } = await gateway(DeliveryPageDocument, { org, delivery: id })
  if (!organization || node?.__typename !== 'WebhookDelivery') notFound()
  const endpoint = node.webhookEndpoint
  // Another endpoint's or another organization's looks the same as none.
  if (endpoint?.id !== endpointId || endpoint.organization.id !== organization.id) notFound()
  const t = await words('webhook')
  const resends = mayChange(organization, 'notifications.webhook.manage') && node.status !== 'PENDING'
  return (
    <>
      <PageHeader
        title={await eventWords(node.eventType)}
        beside={<DeliveryState status={node.status} />}
        under={
          <>
            <span className="min-w-0 break-all">
              <TextLink href={paths.webhook(org, endpoint.id)}>{endpoint.url}</TextLink>
            </span>
            <CopyText text={node.id} />
          </>
        }
        actions={
          resends ? (
            <ActionButton
              action={resendDelivery}
              attempt={crypto.randomUUID()}
              fields={{ webhookDeliveryId: node.id }}
              tone={node.status === 'FAILED' ? 'primary' : 'secondary'}
            >
              {t('delivery.resend')}
            </ActionButton>
          ) : null
        }
      />
      <div className="grid gap-6 lg:grid-cols-[1fr_20rem]">
        <div className="grid min-w-0 content-start gap-6">
          {node.attempts > 0 ? (
            <section aria-labelledby="attempts" className="grid min-w-0 gap-3">
              <h2 id="attempts" className="font-semibold text-base">
                {t('delivery.log')}
              </h2>
              <AttemptLog delivery={node} />
              {node.attempts > 20 ? <p className="text-muted text-xs">{t('delivery.logMore')}</p> : null}
            </section>
          ) : null}
          <Card title={t('delivery.response')}>
            {node.response ? (
              <div className="grid gap-2">
                <Message label={t('delivery.response')} message={node.response} />
                <p className="text-muted text-xs">{t('delivery.cut')}</p>
              </div>
            ) : (
              <p className="text-muted">{t('delivery.noResponse')}</p>
            )}
          </Card>
          <Card title={t('delivery.request')}>
            {node.request ? (
              <Message label={t('delivery.request')} message={node.request} />
            ) : (
              <p className="text-muted">{t('delivery.noRequest')}</p>
            )}
          </Card>
        </div>
        <div className="grid min-w-0 content-start gap-6">
          <Card title={t('facts')}>
            <Facts>
              <Fact name={t('delivery.event')}>
                <CopyText text={node.eventType} />
              </Fact>
              <Fact name={t('delivery.eventId')}>
                <CopyText text={node.eventId} />
              </Fact>
              <Fact name={t('delivery.attempts')}>{node.attempts}</Fact>
              <Fact name={t('delivery.created')}>
                <Time at={node.createdAt} />
              </Fact>
              {node.finishedAt ? (
                <Fact name={t('delivery.finished')}>
                  <Time at={node.finishedAt} />
                </Fact>
              ) : null}
              {node.nextAttemptAt ? (
                <Fact name={t('delivery.next')}>
                  <Time at={node.nextAttemptAt} />
                </Fact>
              ) : null}
            </Facts>
          </Card>
          {resends ? <p className="text-muted text-xs">{t('delivery.resendHelp')}</p> : null}
        </div>
      </div>
      {node.status === 'PENDING' ? <ReadAgain soon /> : null}
      <LivePage organization={organization.id} types={['notifications.webhook_endpoint.']} />
    </>
  )
}
