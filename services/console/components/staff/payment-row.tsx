import { declineWords } from '@/components/invoice/decline-words'
import { PaymentState } from '@/components/invoice/payment-state'
import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { PaymentRowFragmentDoc } from '@/gql/graphql'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { CopyText } from '@/ui/copy-text'
import { Money } from '@/ui/money'
import { TextLink } from '@/ui/text-link'
import { Time } from '@/ui/time'

type Props = {
  org: string
  /** What it pays. */
  invoice: { id: string; number: string | null }
  payment: FragmentType<typeof PaymentRowFragmentDoc>
}

/** An attempt to pay, in a line: how much, how it went, for which invoice. */
export async function PaymentRow({ org, invoice, payment }: Props) {
  const { id, status, createdAt, failureCode, amount } = readFragment(PaymentRowFragmentDoc, payment)
  const t = await words('staff.orders')
  return (
    <tr>
      <th scope="row">
        <div className="grid gap-0.5">
          <Money {...amount} />
          <CopyText text={id} />
        </div>
      </th>
      <td>
        <div className="grid max-w-80 justify-items-start gap-1 break-words">
          <PaymentState status={status} />
          {failureCode ? (
            <>
              <span>{await declineWords('declines', failureCode)}</span>
              <code className="font-mono text-muted text-xs">{failureCode}</code>
            </>
          ) : null}
        </div>
      </td>
      <td>
        <TextLink href={paths.invoice(org, invoice.id)}>{invoice.number ?? t('notIssued')}</TextLink>
      </td>
      <td>
        <Time at={createdAt} />
      </td>
    </tr>
  )
}
