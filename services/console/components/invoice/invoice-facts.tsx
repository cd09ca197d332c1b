import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { InvoiceFactsFragmentDoc } from '@/gql/graphql'
import { words } from '@/lib/words/server'
import { Fact, Facts } from '@/ui/facts'
import { Money } from '@/ui/money'
import { Day, Time } from '@/ui/time'

/** When it was issued, when it is due, and what is left to pay. */
export async function InvoiceFacts({ invoice }: { invoice: FragmentType<typeof InvoiceFactsFragmentDoc> }) {
  const { number, status, createdAt, issuedAt, dueAt, paidAt, amountDue, amountPaid } = readFragment(
    InvoiceFactsFragmentDoc,
    invoice,
  )
  const t = await words('invoice')
  return (
    <Facts>
      <Fact name={t('ordered')}>
        <When at={createdAt} />
      </Fact>
      {issuedAt ? (
        <Fact name={t('issued')}>
          <Day at={issuedAt} />
        </Fact>
      ) : null}
      {dueAt && status === 'OPEN' ? (
        <Fact name={t('due')}>{number ? <Day at={dueAt} /> : <Time at={dueAt} />}</Fact>
      ) : null}
      {paidAt ? (
        <Fact name={t('paid')}>
          <When at={paidAt} />
        </Fact>
      ) : null}
      <Fact name={t('amountPaid')}>
        <Money {...amountPaid} />
      </Fact>
      <Fact name={t('amountDue')}>
        <strong>
          <Money {...amountDue} />
        </strong>
      </Fact>
    </Facts>
  )
}

/** How long ago on the screen; the date on paper, which gets older. */
function When({ at }: { at: string }) {
  return (
    <>
      <span className="print:hidden">
        <Time at={at} />
      </span>
      <span className="hidden print:inline">
        <Day at={at} />
      </span>
    </>
  )
}
