import type { BillingInterval } from '@/gql/graphql'
import { isZero } from '@/lib/format/is-zero'
import { words } from '@/lib/words/server'
import { Money } from '@/ui/money'

type Price = {
  interval: BillingInterval
  intervalCount: number
  trialDays: number
  amount: { amount: string; currency: string }
}

/** What a plan costs and for how long. */
export async function PlanPrice({ price, large = false }: { price: Price; large?: boolean }) {
  const t = await words('order')
  const { interval, intervalCount, trialDays, amount } = price
  return (
    <div className="grid gap-0.5">
      <p className="flex flex-wrap items-baseline gap-x-1.5">
        {isZero(amount) ? (
          <span className={large ? 'font-semibold text-2xl' : 'font-semibold'}>{t('free')}</span>
        ) : (
          <>
            <span className={large ? 'font-semibold text-2xl' : 'font-semibold'}>
              <Money {...amount} />
            </span>
            <span className="text-muted">{t(`every.${interval}`, { count: intervalCount })}</span>
          </>
        )}
      </p>
      {isZero(amount) ? null : <p className="text-muted text-xs">{t('withoutTax')}</p>}
      {trialDays > 0 ? <p className="text-muted text-xs">{t('trial', { days: trialDays })}</p> : null}
    </div>
  )
}
