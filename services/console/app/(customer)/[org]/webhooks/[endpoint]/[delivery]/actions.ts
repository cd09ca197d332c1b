'use server'

import { refresh } from 'next/cache'
import * as v from 'valibot'
import { ResendWebhookDeliveryDocument } from '@/gql/graphql'
import type { FormState } from '@/lib/forms/form-state'
import { gateway } from '@/lib/gateway/gateway'
import { submit } from '@/lib/session/submit'

const Delivery = v.object({ webhookDeliveryId: v.string() })

/** Sends a delivery again, under the same id. */
export async function resendDelivery(last: FormState, form: FormData): Promise<FormState> {
  return submit(Delivery, last, form, async (input) => {
    const { resendWebhookDelivery } = await gateway(ResendWebhookDeliveryDocument, { input })
    if (resendWebhookDelivery.userErrors.length === 0) refresh()
    return resendWebhookDelivery.userErrors.map((error) => ({ ...error, field: null }))
  })
}
