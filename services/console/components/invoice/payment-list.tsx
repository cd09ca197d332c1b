import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { PaymentListFragmentDoc } from '@/gql/graphql'
import { isZero } from '@/lib/format/is-zero'
import { words } from '@/lib/words/server'
import { Card } from '@/ui/card'
import { CopyText } from '@/ui/copy-text'
import { Money } from '@/ui/money'
import { Time } from '@/ui/time'
import { declineWords } from './decline-words'
import { PaymentState } from './payment-state'

/** The attempts to pay an invoice, newest first. */
export async function PaymentList({ invoice }: { invoice: FragmentType<typeof PaymentListFragmentDoc> }) {
  const { payments } = readFragment(PaymentListFragmentDoc, invoice)
  if (payments.length === 0) return null
  const t = await words('invoice')
  return (
    <div className="print:hidden">
      <Card title={t('payments')}>
        <ul className="grid gap-4">
          {payments.map(async ({ id, status, createdAt, failureCode, amount, amountRefunded }) => (
            <li key={id} className="grid gap-1">
              <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
                <span className="flex flex-wrap items-center gap-2">
                  <PaymentState status={status} />
                  <Time at={createdAt} />
                </span>
                <Money {...amount} />
              </div>
              {failureCode ? <p className="text-muted">{await declineWords('declines', failureCode)}</p> : null}
              {isZero(amountRefunded) ? null : (
                <p className="text-muted">
                  {t('refunded')} <Money {...amountRefunded} />
                </p>
              )}
              <CopyText text={id} />
            </li>
          ))}
        </ul>
      </Card>
    </div>
  )
}
