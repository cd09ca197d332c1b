import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { PartAway } from '@/components/frame/part-away'
import { LivePage } from '@/components/live/live-page'
import { FirstSteps } from '@/components/overview/first-steps'
import { Happened } from '@/components/overview/happened'
import { OwedInvoice } from '@/components/overview/owed-invoice'
import { RecordedEvent } from '@/components/overview/recorded-event'
import { SiteCard } from '@/components/overview/site-card'
import { OverviewPageDocument } from '@/gql/graphql'
import { GatewayError } from '@/lib/gateway/errors'
import { gatewayInParts } from '@/lib/gateway/gateway'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { Card } from '@/ui/card'
import { EmptyState } from '@/ui/empty-state'
import { LinkButton } from '@/ui/link-button'
import { PageHeader } from '@/ui/page-header'
import { TextLink } from '@/ui/text-link'
import { hasNeverOrdered } from './has-never-ordered'
import { latest } from './latest'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('overview'))('title') }
}

export default async function OverviewPage({ params }: PageProps<'/[org]'>) {
  const { org } = await params
  const { data, missing } = await gatewayInParts(OverviewPageDocument, { org })
  const { organization, sites, money } = data
  if (missing.organization) throw missing.organization
  if (!organization) notFound()
  const may = (permission: string) => organization.viewerPermissions.includes(permission)
  const [mayOrder, mayReadRecord] = [may('billing.order.place'), may('audit.event.read')]
  const happened = await latest(org, organization.id, mayReadRecord)
  const t = await words('overview')
  const owed = money?.owed.nodes ?? []
  const hasHappened = happened instanceof GatewayError || happened.recorded.length + happened.told.length > 0
  const isNew = sites?.instances.nodes.length === 0 && money?.owed.nodes.length === 0 && (await hasNeverOrdered(org))
  return (
    <>
      <PageHeader
        title={organization.name}
        actions={
          mayOrder && !isNew ? (
            <LinkButton href={paths.plans(org)} tone="primary">
              {t('order')}
            </LinkButton>
          ) : null
        }
      />
      <div className="grid gap-6">
        {isNew ? <FirstSteps org={org} mayOrder={mayOrder} /> : null}
        {owed.length > 0 ? (
          <Card
            title={t('owed')}
            aside={
              money?.owed.pageInfo.hasNextPage ? (
                <TextLink href={paths.invoices(org, 'OPEN')}>{t('allOwed')}</TextLink>
              ) : (
                <TextLink href={paths.invoices(org)}>{t('allInvoices')}</TextLink>
              )
            }
          >
            <ul className="divide-y divide-line">
              {owed.map((invoice) => (
                <OwedInvoice key={invoice.id} org={org} invoice={invoice} mayPay={may('billing.invoice.pay')} />
              ))}
            </ul>
          </Card>
        ) : null}
        {missing.money && may('billing.invoice.read') ? (
          <Card title={t('owed')}>
            <PartAway digest={missing.money.digest} />
          </Card>
        ) : null}
        <div className={`grid items-start gap-6 ${hasHappened ? 'lg:grid-cols-[minmax(0,1fr)_20rem]' : ''}`}>
          {isNew ? null : (
            <section aria-labelledby="sites" className="grid gap-3">
              <div className="flex flex-wrap items-center justify-between gap-2">
                <h2 id="sites" className="font-semibold text-base">
                  {t('sites')}
                </h2>
                {sites?.instances.pageInfo.hasNextPage ? (
                  <TextLink href={paths.instances(org)}>{t('allSites')}</TextLink>
                ) : null}
              </div>
              {missing.sites ? (
                <PartAway digest={missing.sites.digest} />
              ) : sites?.instances.nodes.length === 0 ? (
                <EmptyState
                  title={t('noSites')}
                  {...(mayOrder && { action: { label: t('order'), href: paths.plans(org) } })}
                >
                  {t('noSitesText')}
                </EmptyState>
              ) : (
                <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,16rem),1fr))] gap-4">
                  {sites?.instances.nodes.map((instance) => (
                    <SiteCard key={instance.id} org={org} instance={instance} />
                  ))}
                </ul>
              )}
            </section>
          )}
          {hasHappened ? (
            <Card
              title={t('happened')}
              aside={
                <TextLink href={mayReadRecord ? paths.audit(org) : paths.notifications()}>{t('allHappened')}</TextLink>
              }
            >
              {happened instanceof GatewayError ? (
                <PartAway digest={happened.digest} />
              ) : (
                <ul className="divide-y divide-line">
                  {happened.recorded.map((event) => (
                    <RecordedEvent key={event.id} org={org} event={event} />
                  ))}
                  {happened.told.map((notification) => (
                    <Happened key={notification.id} org={org} notification={notification} />
                  ))}
                </ul>
              )}
            </Card>
          ) : null}
        </div>
      </div>
      <LivePage
        organization={organization.id}
        types={['accounts.', 'billing.', 'provisioning.instance.', 'provisioning.release.', 'notifications.webhook_']}
      />
    </>
  )
}
