'use server'

import { refresh } from 'next/cache'
import * as v from 'valibot'
import { PayInvoiceDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { submit } from '@/lib/session/submit'
import { words } from '@/lib/words/server'
import type { FormState } from '@/ui/form-state'

const Payment = v.object({
  invoiceId: v.string(),
  card: v.pipe(v.string(), v.trim(), v.nonEmpty('required'), v.maxLength(200, 'tooLong')),
})

/** Pays an invoice. A declined card is an error at the field of the card, and the invoice stays open. */
export async function payInvoice(last: FormState, form: FormData): Promise<FormState> {
  return submit(Payment, last, form, async ({ invoiceId, card }, idempotencyKey) => {
    const input = { invoiceId, provider: 'test', token: card, idempotencyKey }
    const { payInvoice } = await gateway(PayInvoiceDocument, { input })
    const { payment, userErrors } = payInvoice
    if (userErrors.length > 0) return userErrors.map((error) => ({ ...error, field: ['card'] }))
    if (payment?.status === 'FAILED') {
      const t = await words('invoice')
      const code = payment.failureCode ?? 'card_declined'
      const message = t.has(`pay.declined.${code}` as 'pay.declined.card_declined')
        ? t(`pay.declined.${code}` as 'pay.declined.card_declined')
        : t('pay.declined.other', { code })
      return [{ code, message, field: ['card'] }]
    }
    refresh()
    return []
  })
}
