import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { InstanceFactsFragmentDoc } from '@/gql/graphql'
import { words } from '@/lib/words/server'
import { Fact, Facts } from '@/ui/facts'
import { Money } from '@/ui/money'
import { Day } from '@/ui/time'
import { SiteLink } from './site-link'

/** Where a site runs, and what it is paid by. */
export async function InstanceFacts({ instance }: { instance: FragmentType<typeof InstanceFactsFragmentDoc> }) {
  const { url, kind, region, createdAt, subscription } = readFragment(InstanceFactsFragmentDoc, instance)
  const t = await words('instance')
  return (
    <Facts>
      <Fact name={t('address')}>{url ? <SiteLink url={url} /> : t('noAddress')}</Fact>
      <Fact name={t('kind')}>{t(`kinds.${kind}`)}</Fact>
      <Fact name={t('region')}>{region.name}</Fact>
      <Fact name={t('ordered')}>
        <Day at={createdAt} />
      </Fact>
      {subscription ? (
        <>
          <Fact name={t('plan')}>{subscription.price.plan.name}</Fact>
          <Fact name={t('price')}>
            <Money {...subscription.price.amount} />{' '}
            {t(`every.${subscription.price.interval}`, { count: subscription.price.intervalCount })}
          </Fact>
          <Fact name={t('subscription')}>{t(`subscriptionStatuses.${subscription.status}`)}</Fact>
          <Fact name={t('paidUntil')}>
            {subscription.currentPeriodEnd ? <Day at={subscription.currentPeriodEnd} /> : t('notPaid')}
            {subscription.cancelAtPeriodEnd ? <p className="text-warn">{t('endsThen')}</p> : null}
          </Fact>
        </>
      ) : null}
    </Facts>
  )
}
