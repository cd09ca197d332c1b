import type { ReactNode } from 'react'
import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { OrderPreviewLinesFragmentDoc } from '@/gql/graphql'
import { isZero } from '@/lib/format/is-zero'
import { formatNumber } from '@/lib/format/number'
import { locale, words } from '@/lib/words/server'
import { Money } from '@/ui/money'
import { Day, Time } from '@/ui/time'
import { type Asked, PriceReason } from './price-reason'

type Props = { preview: FragmentType<typeof OrderPreviewLinesFragmentDoc>; asked: Asked }

/** What an order would cost, why, and until when that holds. */
export async function OrderPreview({ preview, asked }: Props) {
  const read = readFragment(OrderPreviewLinesFragmentDoc, preview)
  const { lines, subtotal, discount, taxGroups, total, pricesIncludeTax, expiresAt } = read
  const [t, language] = [await words('order'), await locale()]
  return (
    <div className="grid gap-4">
      <ul className="grid gap-4">
        {lines.map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no id, and come in the order of the items
          <li key={at} className="grid gap-1.5">
            <div className="flex items-baseline justify-between gap-4">
              <span className="min-w-0 break-words font-medium">
                <bdi>{line.description}</bdi>
              </span>
              <Money {...line.amount} />
            </div>
            {line.periodStart && line.periodEnd ? (
              <p className="text-muted text-xs">
                {t('firstPeriod')} <Day at={line.periodStart} /> {t('to')} <Day at={line.periodEnd} />
              </p>
            ) : null}
            <details className="text-xs">
              <summary className="min-h-6 w-fit rounded-sm text-accent underline decoration-1 underline-offset-3">
                {t('why')}
              </summary>
              <PriceReason {...asked} preview={read} line={line} />
            </details>
          </li>
        ))}
      </ul>
      <dl className="grid gap-1.5 border-line border-t pt-3">
        {isZero(discount) ? null : (
          <Sum name={t('discount')}>
            {t('minus')}
            <Money {...discount} />
          </Sum>
        )}
        <Sum name={t('subtotal')}>
          <Money {...subtotal} />
        </Sum>
        {taxGroups.map(({ category, rate, jurisdiction, amount }) => (
          <Sum
            key={`${category} ${rate} ${jurisdiction}`}
            name={t(pricesIncludeTax ? 'taxIncluded' : 'tax', {
              rate: formatNumber(rate, language),
              jurisdiction: jurisdiction ?? '',
            })}
          >
            <Money {...amount} />
          </Sum>
        ))}
        <div className="mt-1 flex items-baseline justify-between gap-4 border-line border-t pt-3 font-semibold text-base">
          <dt>{t('total')}</dt>
          <dd>
            <Money {...total} />
          </dd>
        </div>
      </dl>
      <p className="text-muted text-xs">
        {t('holds')} <Time at={expiresAt} />
      </p>
    </div>
  )
}

function Sum({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4 text-muted">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
