import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { InvoiceLinesFragmentDoc } from '@/gql/graphql'
import { isZero } from '@/lib/format/is-zero'
import { formatNumber } from '@/lib/format/number'
import { locale, words } from '@/lib/words/server'
import { Money } from '@/ui/money'
import { Table } from '@/ui/table'
import { Day } from '@/ui/time'

type Amount = { amount: string; currency: string }

/** What was charged, line by line, then discount, tax by group, and the total. */
export async function InvoiceLines({ invoice }: { invoice: FragmentType<typeof InvoiceLinesFragmentDoc> }) {
  const { lines, subtotal, discount, creditApplied, taxGroups, total, pricesIncludeTax } = readFragment(
    InvoiceLinesFragmentDoc,
    invoice,
  )
  const [t, language] = [await words('invoice'), await locale()]
  const end = (label: string) => ({ label, end: true }) as const
  return (
    <div className="grid gap-2">
      <Table
        caption={t('lines')}
        columns={[t('description'), t('period'), end(t('quantity')), end(t('unitAmount')), end(t('amount'))]}
      >
        {lines.map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no id, and an issued invoice never changes
          <tr key={at}>
            <th scope="row" className="min-w-48 max-w-96 break-words">
              <bdi>{line.description}</bdi>
            </th>
            <td>
              {line.periodStart && line.periodEnd ? (
                <>
                  <Day at={line.periodStart} /> {t('until')} <Day at={line.periodEnd} />
                </>
              ) : null}
            </td>
            <td className="text-end tabular-nums">{formatNumber(line.quantity, language)}</td>
            <td className="text-end">
              <Money {...line.unitAmount} />
            </td>
            <td className="text-end">
              <Money {...line.amount} />
            </td>
          </tr>
        ))}
        {isZero(discount) ? null : <Sum name={t('discount')} value={discount} minus />}
        <Sum name={t('subtotal')} value={subtotal} />
        {taxGroups.map(({ category, rate, jurisdiction, taxable, amount }) => (
          <Sum
            key={`${category} ${rate} ${jurisdiction}`}
            name={t(pricesIncludeTax ? 'taxIncluded' : 'tax', {
              rate: formatNumber(rate, language),
              jurisdiction: jurisdiction ?? '',
              category,
            })}
            of={taxable}
            value={amount}
          />
        ))}
        <Sum name={t('total')} value={total} strong />
        {isZero(creditApplied) ? null : <Sum name={t('credit')} value={creditApplied} minus />}
      </Table>
    </div>
  )
}

type SumProps = { name: string; of?: Amount; value: Amount; strong?: boolean; minus?: boolean }

async function Sum({ name, of, value, strong = false, minus = false }: SumProps) {
  const t = await words('invoice')
  return (
    <tr className={strong ? 'font-semibold' : ''}>
      <th scope="row" colSpan={3}>
        {name}
      </th>
      <td className="text-end text-muted">{of ? <Money {...of} /> : null}</td>
      <td className="whitespace-nowrap text-end">
        {minus ? t('minus') : null}
        <Money {...value} />
      </td>
    </tr>
  )
}
