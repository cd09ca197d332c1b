import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { InvoicePartiesFragmentDoc } from '@/gql/graphql'
import { words } from '@/lib/words/server'
import { Letterhead } from './letterhead'

/** Who claims, and from whom. */
export async function InvoiceParties({ invoice }: { invoice: FragmentType<typeof InvoicePartiesFragmentDoc> }) {
  const { seller, buyer } = readFragment(InvoicePartiesFragmentDoc, invoice)
  const t = await words('invoice')
  return (
    <div className="grid gap-6 text-sm sm:grid-cols-2 print:grid-cols-2">
      {/* Invoices from before this was kept do not say who sold. */}
      {seller.name ? (
        <section aria-label={t('seller')} className="grid min-w-0 content-start gap-1">
          <p className="text-muted text-xs">{t('seller')}</p>
          <Letterhead letterhead={seller} />
        </section>
      ) : null}
      <section aria-label={t('billedTo')} className="grid min-w-0 content-start gap-1">
        <p className="text-muted text-xs">{t('billedTo')}</p>
        <Letterhead letterhead={buyer} />
      </section>
    </div>
  )
}
