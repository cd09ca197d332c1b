/** What was paid on a day in a currency. */
export type Paid = { day: string; invoices: number; total: { amount: string; currency: string } }

/** A day in a chart: `height` is its part of the highest, 0 to 1. `paid` is null where nothing was. */
export type Bar = { day: string; height: number; paid: Paid | null }

const DAY_MS = 86_400_000

/**
 * A bar for each of the last days (UTC), oldest first, by currency. Amounts become numbers for the heights alone; what is
 * read stays the text that came.
 */
export function revenueBars(paid: readonly Paid[], days: number, now: number): Map<string, Bar[]> {
  const today = Math.floor(now / DAY_MS) * DAY_MS
  const byCurrency = Map.groupBy(paid, ({ total }) => total.currency)
  const bars = [...byCurrency].map(([currency, of]): [string, Bar[]] => {
    const byDay = new Map(of.map((paid) => [Date.parse(paid.day), paid]))
    const highest = Math.max(...of.map(({ total }) => Number(total.amount)))
    return [
      currency,
      Array.from({ length: days }, (_, at) => {
        const day = today - (days - 1 - at) * DAY_MS
        const found = byDay.get(day) ?? null
        const height = found && highest > 0 ? Number(found.total.amount) / highest : 0
        return { day: new Date(day).toISOString(), height, paid: found }
      }),
    ]
  })
  return new Map(bars.toSorted(([a], [b]) => a.localeCompare(b)))
}
