import type { BillingInterval, OrderPreviewLinesFragment } from '@/gql/graphql'
import { isZero } from '@/lib/format/is-zero'
import { formatMoney } from '@/lib/format/money'
import { formatNumber } from '@/lib/format/number'
import { locale, words } from '@/lib/words/server'

/** What was asked for: the price, which stays as it is once it is sold, and a coupon's code or none. */
export type Asked = { price: { id: string; interval: BillingInterval; intervalCount: number }; coupon: string }

type Props = Asked & {
  preview: OrderPreviewLinesFragment
  line: OrderPreviewLinesFragment['lines'][number]
}

/**
 * Why a line costs what it costs, in the reader's language: the price, what the coupon takes off, the tax. The console orders
 * one thing at a time, so the order's discount and taxes are its line's.
 */
export async function PriceReason({ price, coupon, preview, line }: Props) {
  const { discount, taxGroups, pricesIncludeTax } = preview
  const t = await words('order.reason')
  const every = (await words('order.every'))(price.interval, { count: price.intervalCount })
  const reader = await locale()
  const inWords = ({ amount, currency }: { amount: string; currency: string }) => formatMoney(amount, currency, reader)
  return (
    <div className="mt-1 grid gap-1 break-words text-muted">
      <p>{t('price', { amount: inWords(line.unitAmount), every, id: price.id })}</p>
      {isZero(discount) ? null : <p>{t('coupon', { code: coupon, amount: inWords(discount) })}</p>}
      {taxGroups.map(({ category, rate, jurisdiction }) => (
        <p key={`${category} ${rate} ${jurisdiction}`}>
          {t(pricesIncludeTax ? 'taxIncluded' : 'tax', {
            rate: formatNumber(rate, reader),
            jurisdiction: jurisdiction ?? '',
          })}
        </p>
      ))}
    </div>
  )
}
