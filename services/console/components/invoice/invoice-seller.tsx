import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { InvoiceSellerFragmentDoc } from '@/gql/graphql'
import { words } from '@/lib/words/server'

/** Who claims, as the law wants it on paper: name, address and tax number. */
export async function InvoiceSeller({ invoice }: { invoice: FragmentType<typeof InvoiceSellerFragmentDoc> }) {
  const { name, address, taxNumber } = readFragment(InvoiceSellerFragmentDoc, invoice).seller
  const t = await words('invoice')
  return name ? (
    <section aria-label={t('seller')} className="grid gap-1 text-sm">
      <p className="font-medium">
        <bdi>{name}</bdi>
      </p>
      {address ? (
        <address className="whitespace-pre-line not-italic">
          <bdi>{address}</bdi>
        </address>
      ) : null}
      {taxNumber ? <p className="text-muted">{t('taxNumber', { number: taxNumber })}</p> : null}
    </section>
  ) : null
}
