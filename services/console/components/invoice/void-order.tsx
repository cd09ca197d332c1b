import { words } from '@/lib/words/server'
import { Confirm } from '@/ui/confirm'
import { voidInvoice } from './actions'

/** The way to give up an order that nobody paid, after a question. */
export async function VoidOrder({ invoice }: { invoice: string }) {
  const t = await words('invoice')
  return (
    <Confirm
      action={voidInvoice}
      attempt={crypto.randomUUID()}
      fields={{ invoiceId: invoice }}
      words={{ trigger: t('void.open'), title: t('void.title'), submit: t('void.submit'), cancel: t('void.keep') }}
      tone={{ trigger: 'secondary' }}
    >
      <p>{t('void.text')}</p>
    </Confirm>
  )
}
