import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { RevenueByDayFragmentDoc } from '@/gql/graphql'
import { formatNumber } from '@/lib/format/number'
import { day as dayOf } from '@/lib/format/time'
import { locale, words } from '@/lib/words/server'
import { Money } from '@/ui/money'
import { Table } from '@/ui/table'
import { type Bar, revenueBars } from './revenue-bars'

const DAYS = 30
const [WIDTH, HEIGHT, STEP] = [600, 120, 20]

/** What was paid in the last days: a chart for each currency, and the numbers beside it. */
export async function Revenue({ days }: { days: readonly FragmentType<typeof RevenueByDayFragmentDoc>[] }) {
  const t = await words('staff.revenue')
  const paid = days.map((day) => readFragment(RevenueByDayFragmentDoc, day))
  const language = await locale()
  if (paid.length === 0) return <p className="text-muted">{t('empty', { days: DAYS })}</p>
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,24rem)]">
      <div className="grid gap-6">
        {[...revenueBars(paid, DAYS, Date.now())].map(([currency, bars]) => (
          <Chart
            key={currency}
            label={t('chart', { currency, days: DAYS })}
            bars={bars}
            first={dayOf(bars[0]?.day ?? '', language, 'UTC')}
            last={t('today')}
          />
        ))}
      </div>
      <div className="max-h-96 overflow-y-auto">
        <Table
          caption={t('caption')}
          columns={[t('day'), { label: t('invoices'), end: true }, { label: t('total'), end: true }]}
        >
          {paid.toReversed().map(({ day, invoices, total }) => (
            <tr key={`${day} ${total.currency}`}>
              <th scope="row">
                <time dateTime={day} className="whitespace-nowrap">
                  {dayOf(day, language, 'UTC')}
                </time>
              </th>
              <td className="text-end tabular-nums">{formatNumber(invoices, language)}</td>
              <td className="text-end">
                <Money {...total} />
              </td>
            </tr>
          ))}
        </Table>
      </div>
    </div>
  )
}

/** The table says the same in numbers, so to a screen reader it is one picture with a name. */
function Chart({ label, bars, first, last }: { label: string; bars: readonly Bar[]; first: string; last: string }) {
  return (
    <figure className="grid gap-1">
      <figcaption className="font-medium">{label}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label} className="w-full">
        <line x1="0" x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} className="stroke-line" />
        {bars.map(({ day, height }, at) =>
          // A day with a payment is seen, however small.
          height > 0 ? (
            <rect
              key={day}
              x={at * STEP + 3}
              width={STEP - 6}
              y={HEIGHT - Math.max(3, height * HEIGHT)}
              height={Math.max(3, height * HEIGHT)}
              rx="2"
              className="fill-accent"
            />
          ) : null,
        )}
      </svg>
      <div aria-hidden="true" className="flex justify-between text-muted text-xs">
        <span>{first}</span>
        <span>{last}</span>
      </div>
    </figure>
  )
}
