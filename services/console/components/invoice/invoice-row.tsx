import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { InvoiceRowFragmentDoc } from '@/gql/graphql'
import { paths } from '@/lib/paths'
import { Money } from '@/ui/money'
import { TextLink } from '@/ui/text-link'
import { Day } from '@/ui/time'
import { InvoiceState } from './invoice-state'

/** One line in a list of invoices. A pro-forma has no number yet and goes by its id. */
export function InvoiceRow({ org, invoice }: { org: string; invoice: FragmentType<typeof InvoiceRowFragmentDoc> }) {
  const { id, number, status, issuedAt, dueAt, total, amountDue } = readFragment(InvoiceRowFragmentDoc, invoice)
  return (
    <tr>
      <th scope="row">
        <TextLink href={paths.invoice(org, id)}>{number ?? id}</TextLink>
      </th>
      <td>
        <InvoiceState status={status} />
      </td>
      <td>{issuedAt ? <Day at={issuedAt} /> : null}</td>
      <td>{dueAt ? <Day at={dueAt} /> : null}</td>
      <td className="text-end">
        <Money {...total} />
      </td>
      <td className="text-end">
        <Money {...amountDue} />
      </td>
    </tr>
  )
}
