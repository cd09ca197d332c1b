import type { BillingInterval } from '@/gql/graphql'

type Price = { id: string; interval: BillingInterval; intervalCount: number; amount: { currency: string } }

/** What people choose between over all plans, and what an address chose. */
export type Choice = {
  intervals: readonly BillingInterval[]
  currencies: readonly string[]
  interval: BillingInterval
  currency: string
}

const ORDER: readonly BillingInterval[] = ['DAY', 'WEEK', 'MONTH', 'YEAR']

/**
 * The choices that the catalogue has, and the chosen ones: nonsense in an address is the first of them. Months come before
 * all, because every plan should be seen at its smallest commitment first.
 */
export function choiceOf(
  plans: readonly { prices: readonly Price[] }[],
  { interval, currency }: { interval: string | undefined; currency: string | undefined },
): Choice {
  const prices = plans.flatMap((plan) => plan.prices)
  const intervals = ORDER.filter((unit) => prices.some((price) => price.interval === unit))
  const currencies = [...new Set(prices.map((price) => price.amount.currency))]
  const usual = intervals.includes('MONTH') ? 'MONTH' : (intervals[0] ?? 'MONTH')
  return {
    intervals,
    currencies,
    interval: intervals.find((unit) => unit.toLowerCase() === interval?.toLowerCase()) ?? usual,
    currency: currencies.find((code) => code === currency?.toUpperCase()) ?? currencies[0] ?? 'EUR',
  }
}

/** The price of a plan that fits the choice best: a plan without such an interval is shown at the one that it has. */
export function priceOf<P extends Price>(prices: readonly P[], { interval, currency }: Choice): P | undefined {
  const inCurrency = prices.filter((price) => price.amount.currency === currency)
  return inCurrency.find((price) => price.interval === interval) ?? inCurrency[0]
}
