'use server'

import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import * as v from 'valibot'
import { fieldOf, orderOf } from '@/components/order/wish'
import { PlaceOrderDocument } from '@/gql/graphql'
import type { FormState } from '@/lib/forms/form-state'
import { gateway } from '@/lib/gateway/gateway'
import { paths } from '@/lib/paths'
import { submit } from '@/lib/session/submit'
import { words } from '@/lib/words/server'

const Order = v.object({
  org: v.string(),
  organizationId: v.string(),
  priceId: v.string(),
  name: v.string(),
  region: v.string(),
  coupon: v.string(),
  previewToken: v.string(),
})

/** The preview does not count any more: the page shows a new one. */
const STALE = ['PRICE_CHANGED', 'PREVIEW_INVALID']

/** Orders what was previewed, at that price or not at all. */
export async function placeOrder(last: FormState, form: FormData): Promise<FormState> {
  return submit(Order, last, form, async ({ org, organizationId, priceId, previewToken, ...wish }, idempotencyKey) => {
    const input = { ...orderOf(organizationId, priceId, wish), previewToken, idempotencyKey }
    const { placeOrder } = await gateway(PlaceOrderDocument, { input })
    if (placeOrder.invoice) redirect(paths.timeline(org, placeOrder.invoice.id))
    // The fields are in the other form: its page says at them what it cannot be.
    const [first] = placeOrder.userErrors
    const field = fieldOf(first?.field)
    if (first && (field || first.code === 'NO_CAPACITY' || first.code === 'REGION_NOT_FOUND')) {
      const query = new URLSearchParams({ ...wish, refused: first.code })
      redirect(`${paths.order(org, priceId)}?${query}`)
    }
    if (placeOrder.userErrors.some(({ code }) => STALE.includes(code))) refresh()
    const t = await words('order')
    return placeOrder.userErrors.map((error) => ({
      ...error,
      field: null,
      message: t.has(`refused.${error.code}` as 'refused.PRICE_CHANGED')
        ? t(`refused.${error.code}` as 'refused.PRICE_CHANGED')
        : error.message,
    }))
  })
}
