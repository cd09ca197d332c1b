import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { LivePage } from '@/components/live/live-page'
import { FirstSteps } from '@/components/overview/first-steps'
import { Happened } from '@/components/overview/happened'
import { OwedInvoice } from '@/components/overview/owed-invoice'
import { SiteCard } from '@/components/overview/site-card'
import { OverviewPageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { Card } from '@/ui/card'
import { EmptyState } from '@/ui/empty-state'
import { LinkButton } from '@/ui/link-button'
import { PageHeader } from '@/ui/page-header'
import { TextLink } from '@/ui/text-link'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('overview'))('title') }
}

/** Entries of what happened. */
const LATEST = 6

export default async function OverviewPage({ params }: PageProps<'/[org]'>) {
  const { org } = await params
  const { organization, viewer } = await gateway(OverviewPageDocument, { org })
  if (!organization) notFound()
  const t = await words('overview')
  const may = (permission: string) => organization.viewerPermissions.includes(permission)
  const mayOrder = may('billing.order.place')
  const { instances, invoices } = organization
  const owed = invoices.nodes.filter(({ status }) => status === 'OPEN')
  const happened = viewer.notifications.nodes
    .filter((notification) => notification.organization?.id === organization.id)
    .slice(0, LATEST)
  const isNew = instances.nodes.length === 0 && invoices.nodes.length === 0
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
          <Card title={t('owed')} aside={<TextLink href={paths.invoices(org)}>{t('allInvoices')}</TextLink>}>
            <ul className="divide-y divide-line">
              {owed.map((invoice) => (
                <OwedInvoice key={invoice.id} org={org} invoice={invoice} mayPay={may('billing.invoice.pay')} />
              ))}
            </ul>
          </Card>
        ) : null}
        <div className={`grid items-start gap-6 ${happened.length > 0 ? 'lg:grid-cols-[minmax(0,1fr)_20rem]' : ''}`}>
          {isNew ? null : (
            <section aria-labelledby="sites" className="grid gap-3">
              <div className="flex flex-wrap items-center justify-between gap-2">
                <h2 id="sites" className="font-semibold text-base">
                  {t('sites')}
                </h2>
                {instances.pageInfo.hasNextPage ? (
                  <TextLink href={paths.instances(org)}>{t('allSites')}</TextLink>
                ) : null}
              </div>
              {instances.nodes.length === 0 ? (
                <EmptyState
                  title={t('noSites')}
                  {...(mayOrder && { action: { label: t('order'), href: paths.plans(org) } })}
                >
                  {t('noSitesText')}
                </EmptyState>
              ) : (
                <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,16rem),1fr))] gap-4">
                  {instances.nodes.map((instance) => (
                    <SiteCard key={instance.id} org={org} instance={instance} />
                  ))}
                </ul>
              )}
            </section>
          )}
          {happened.length > 0 ? (
            <Card title={t('happened')} aside={<TextLink href={paths.notifications()}>{t('allHappened')}</TextLink>}>
              <ul className="divide-y divide-line">
                {happened.map((notification) => (
                  <Happened key={notification.id} org={org} notification={notification} />
                ))}
              </ul>
            </Card>
          ) : null}
        </div>
      </div>
      <LivePage
        organization={organization.id}
        types={['billing.', 'provisioning.instance.', 'accounts.organization.']}
      />
    </>
  )
}
