import { formatMoney } from '@/lib/format/money'
import { locale } from '@/lib/words/server'

/** An amount by the reader's and the currency's rules. On the server; islands get the text as a prop. */
export async function Money({ amount, currency }: { amount: string; currency: string }) {
  return <span className="whitespace-nowrap tabular-nums">{formatMoney(amount, currency, await locale())}</span>
}
