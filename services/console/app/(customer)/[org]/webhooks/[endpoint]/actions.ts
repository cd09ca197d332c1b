'use server'

import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import * as v from 'valibot'
import type { Keyed } from '@/components/webhook/endpoint-shape'
import {
  DeleteWebhookEndpointDocument,
  ResendWebhookDeliveriesDocument,
  RotateWebhookSecretDocument,
  SendTestEventDocument,
  SwitchWebhookEndpointDocument,
} from '@/gql/graphql'
import type { FormState } from '@/lib/forms/form-state'
import { gateway } from '@/lib/gateway/gateway'
import { paths } from '@/lib/paths'
import { submit } from '@/lib/session/submit'
import { Since } from './since'

const Switch = v.object({ webhookEndpointId: v.string(), enabled: v.picklist(['true', 'false']) })

/** Switches an endpoint on or off. */
export async function switchWebhook(last: FormState, form: FormData): Promise<FormState> {
  return submit(Switch, last, form, async ({ webhookEndpointId, enabled }) => {
    const input = { webhookEndpointId, enabled: enabled === 'true' }
    const { updateWebhookEndpoint } = await gateway(SwitchWebhookEndpointDocument, { input })
    if (updateWebhookEndpoint.userErrors.length === 0) refresh()
    return updateWebhookEndpoint.userErrors.map((error) => ({ ...error, field: null }))
  })
}

const Endpoint = v.object({ org: v.string(), webhookEndpointId: v.string() })

/** Sends a test event, and goes where one sees how it fares. */
export async function sendTest(last: FormState, form: FormData): Promise<FormState> {
  return submit(Endpoint, last, form, async ({ org, webhookEndpointId }) => {
    const { sendTestEvent } = await gateway(SendTestEventDocument, { input: { webhookEndpointId } })
    const { webhookDelivery, userErrors } = sendTestEvent
    if (webhookDelivery) redirect(paths.delivery(org, webhookEndpointId, webhookDelivery.id))
    return userErrors.map((error) => ({ ...error, field: null }))
  })
}

const Rotation = v.object({
  webhookEndpointId: v.string(),
  overlapSeconds: v.pipe(v.string(), v.digits(), v.transform(Number)),
})

/** Makes a new secret, which is answered this once. */
export async function rotateSecret(last: Keyed, form: FormData): Promise<Keyed> {
  let made: Keyed['made']
  const state = await submit(Rotation, last, form, async (input) => {
    const { rotateWebhookSecret } = await gateway(RotateWebhookSecretDocument, { input })
    const { secret, userErrors } = rotateWebhookSecret
    if (secret) made = { endpoint: input.webhookEndpointId, secret }
    return userErrors
  })
  return { ...state, ...(made && { made }) }
}

const Range = v.object({ webhookEndpointId: v.string(), from: Since })

/** What sending a range again answers beside the form's state, and what was chosen: the rest is of the same time. */
export type Resent = FormState & { resent?: { count: number; more: boolean; from: string } }

/** Sends again what has failed since some time. */
export async function resendFailed(last: Resent, form: FormData): Promise<Resent> {
  let resent: Resent['resent']
  const state = await submit(Range, last, form, async (range) => {
    const { resendWebhookDeliveries } = await gateway(ResendWebhookDeliveriesDocument, {
      input: { ...range, status: 'FAILED' },
    })
    const { resent: count, more, userErrors } = resendWebhookDeliveries
    if (count !== null) resent = { count, more: more ?? false, from: String(form.get('from')) }
    if (userErrors.length === 0) refresh()
    return userErrors
  })
  return { ...state, ...(resent && { resent }) }
}

const Deletion = v.pipe(
  v.object({ org: v.string(), webhookEndpointId: v.string(), name: v.string(), typed: v.string() }),
  v.forward(
    v.partialCheck([['name'], ['typed']], ({ name, typed }) => typed.trim() === name.trim(), 'nameWrong'),
    ['typed'],
  ),
)

/** Removes an endpoint for good. */
export async function deleteWebhook(last: FormState, form: FormData): Promise<FormState> {
  return submit(Deletion, last, form, async ({ org, webhookEndpointId }) => {
    const { deleteWebhookEndpoint } = await gateway(DeleteWebhookEndpointDocument, { input: { webhookEndpointId } })
    if (deleteWebhookEndpoint.deletedId) redirect(paths.webhooks(org))
    return deleteWebhookEndpoint.userErrors.map((error) => ({ ...error, field: null }))
  })
}
