import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { choiceOf } from '@/components/plan/chosen'
import { PlanCard } from '@/components/plan/plan-card'
import { type InstanceKind, PlansPageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { one } from '@/lib/paging'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { ChoiceLinks } from '@/ui/choice-links'
import { EmptyState } from '@/ui/empty-state'
import { Notice } from '@/ui/notice'
import { PageHeader } from '@/ui/page-header'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('order'))('title') }
}

const KINDS: readonly InstanceKind[] = ['SITE', 'APP', 'DATABASE']

export default async function PlansPage({ params, searchParams }: PageProps<'/[org]/order'>) {
  const { org } = await params
  const { interval, currency } = await searchParams
  const { organization, plans } = await gateway(PlansPageDocument, { org })
  if (!organization) notFound()
  const t = await words('order')
  const choice = choiceOf(plans.nodes, { interval: one(interval), currency: one(currency) })
  const mayOrder = organization.viewerPermissions.includes('billing.order.place')
  const to = (changed: { interval?: string; currency?: string }) => {
    const query = new URLSearchParams({
      interval: choice.interval.toLowerCase(),
      currency: choice.currency,
      ...changed,
    })
    return `${paths.plans(org)}?${query}`
  }
  return (
    <>
      <PageHeader title={t('title')} under={<p>{t('intro')}</p>} />
      {mayOrder ? null : (
        <div className="mb-6">
          <Notice>{t('mayNot')}</Notice>
        </div>
      )}
      <div className="mb-6 flex flex-wrap gap-3">
        <ChoiceLinks
          label={t('interval')}
          choices={choice.intervals.map((unit) => ({
            label: t(`billed.${unit}`),
            href: to({ interval: unit.toLowerCase() }),
            current: unit === choice.interval,
          }))}
        />
        <ChoiceLinks
          label={t('currency')}
          choices={choice.currencies.map((code) => ({
            label: code,
            href: to({ currency: code }),
            current: code === choice.currency,
          }))}
        />
      </div>
      {plans.nodes.length === 0 ? <EmptyState title={t('noPlans')}>{t('noPlansText')}</EmptyState> : null}
      <div className="grid gap-8">
        {KINDS.map((kind) => {
          const ofKind = plans.nodes.filter((plan) => plan.kind === kind)
          return ofKind.length === 0 ? null : (
            <section key={kind} aria-labelledby={kind} className="grid gap-3">
              <div>
                <h2 id={kind} className="font-semibold text-lg">
                  {t(`kinds.${kind}`)}
                </h2>
                <p className="text-muted">{t(`kindText.${kind}`)}</p>
              </div>
              <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,14rem),1fr))] gap-4">
                {ofKind.map((plan) => (
                  <PlanCard key={plan.id} org={org} plan={plan} choice={choice} mayOrder={mayOrder} />
                ))}
              </ul>
            </section>
          )
        })}
      </div>
    </>
  )
}
