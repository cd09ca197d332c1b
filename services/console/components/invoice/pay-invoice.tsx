import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { type InvoiceStatus, PayableInvoiceFragmentDoc, type PaymentStatus } from '@/gql/graphql'
import { formatMoney } from '@/lib/format/money'
import { locale, words } from '@/lib/words/server'
import { Notice } from '@/ui/notice'
import { PayForm } from './pay-form'

type Props = { invoice: FragmentType<typeof PayableInvoiceFragmentDoc>; mayPay: boolean; quiet?: boolean }

/**
 * Pays an invoice where it can be paid, else says why not: it is paid, it is being paid, or somebody else has to. It stays
 * on the page through all of that, so that what a late click was told stays too. `quiet`: what stands around it says already
 * where the payment stands.
 */
export async function PayInvoice({ invoice, mayPay, quiet = false }: Props) {
  const { id, status, amountDue, payments } = readFragment(PayableInvoiceFragmentDoc, invoice)
  const t = await words('invoice')
  const waiting = payments.find((payment) => WAITING.includes(payment.status))?.status
  const amount = formatMoney(amountDue.amount, amountDue.currency, await locale())
  const payable = status === 'OPEN' && mayPay && !waiting
  const said = () => {
    if (status === 'OPEN' && !waiting) return mayPay ? undefined : ({ tone: 'info', text: t('pay.mayNot') } as const)
    if (quiet) return undefined
    if (status !== 'OPEN') return { tone: TONE[status], text: t(`pay.closed.${status}`) }
    return waiting === 'REQUIRES_ACTION'
      ? ({ tone: 'warn', text: t('pay.confirm') } as const)
      : ({ tone: 'info', text: t('pay.waiting') } as const)
  }
  const remark = said()
  return (
    <div className="grid gap-4 print:hidden">
      {mayPay ? (
        <PayForm
          invoice={id}
          attempt={crypto.randomUUID()}
          payable={payable}
          words={{ card: t('pay.card'), help: t('pay.help'), submit: t('pay.submit', { amount }) }}
        />
      ) : null}
      {remark ? (
        <Notice tone={remark.tone} live>
          {remark.text}
        </Notice>
      ) : null}
    </div>
  )
}

const WAITING: readonly PaymentStatus[] = ['PENDING', 'REQUIRES_ACTION']

const TONE = { DRAFT: 'info', PAID: 'good', VOID: 'info', UNCOLLECTIBLE: 'info' } as const satisfies Record<
  Exclude<InvoiceStatus, 'OPEN'>,
  string
>
