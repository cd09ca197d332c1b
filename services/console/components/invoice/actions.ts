'use server'

import { refresh } from 'next/cache'
import * as v from 'valibot'
import { PayInvoiceDocument, VoidInvoiceDocument } from '@/gql/graphql'
import type { FormState } from '@/lib/forms/form-state'
import { gateway } from '@/lib/gateway/gateway'
import { submit } from '@/lib/session/submit'
import { words } from '@/lib/words/server'
import { declineWords } from './decline-words'

const Payment = v.object({
  invoiceId: v.string(),
  card: v.pipe(v.string(), v.trim(), v.nonEmpty('required'), v.maxLength(200, 'tooLong')),
})

/** Somebody else was first, in another tab for one: the page shows what is now. */
const OUTDATED = ['INVOICE_NOT_PAYABLE', 'INVOICE_NOT_VOIDABLE', 'PAYMENT_IN_PROGRESS']

/** Pays an invoice. A declined card is an error at the field of the card, and the invoice stays open. */
export async function payInvoice(last: FormState, form: FormData): Promise<FormState> {
  return submit(Payment, last, form, async ({ invoiceId, card }, idempotencyKey) => {
    const input = { invoiceId, provider: 'test', token: card, idempotencyKey }
    const { payInvoice } = await gateway(PayInvoiceDocument, { input })
    const { payment, userErrors } = payInvoice
    if (userErrors.length > 0) return refused(userErrors)
    refresh()
    if (payment?.status !== 'FAILED') return []
    const code = payment.failureCode ?? 'card_declined'
    return [{ code, message: await declineWords('pay.declined', code), field: ['card'] }]
  })
}

const Unwanted = v.object({ invoiceId: v.string() })

/** Gives an unpaid order up. */
export async function voidInvoice(last: FormState, form: FormData): Promise<FormState> {
  return submit(Unwanted, last, form, async (input) => {
    const { voidInvoice } = await gateway(VoidInvoiceDocument, { input })
    if (voidInvoice.userErrors.length > 0) return refused(voidInvoice.userErrors)
    refresh()
    return []
  })
}

type Refused = { code: string; message: string; field: string[] | null }

/** In words; what is wrong with the token stands at the field that it is typed into. */
async function refused(errors: readonly Refused[]): Promise<Refused[]> {
  if (errors.some(({ code }) => OUTDATED.includes(code))) refresh()
  const t = await words('invoice')
  return errors.map(({ code, message, field }) => {
    const key = `refused.${code}` as 'refused.INVOICE_NOT_PAYABLE'
    return { code, message: t.has(key) ? t(key) : message, field: field?.includes('token') ? ['card'] : field }
  })
}
