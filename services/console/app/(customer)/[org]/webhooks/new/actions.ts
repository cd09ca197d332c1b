'use server'

import * as v from 'valibot'
import { endpointShape, type Keyed } from '@/components/webhook/endpoint-shape'
import { CreateWebhookEndpointDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { submit } from '@/lib/session/submit'
import { words } from '@/lib/words/server'

const NewEndpoint = v.object({ organizationId: v.string(), ...endpointShape })

/** Makes an endpoint. Its secret is answered this once. */
export async function createWebhook(last: Keyed, form: FormData): Promise<Keyed> {
  let made: Keyed['made']
  const state = await submit(NewEndpoint, last, form, async ({ which, eventTypes, ...endpoint }, idempotencyKey) => {
    if (which === 'some' && eventTypes.length === 0) {
      const t = await words('webhook')
      return [{ code: 'EVENT_TYPES_EMPTY', message: t('form.nothing'), field: ['eventTypes'] }]
    }
    const input = { ...endpoint, eventTypes: which === 'all' ? [] : eventTypes, idempotencyKey }
    const { createWebhookEndpoint } = await gateway(CreateWebhookEndpointDocument, { input })
    const { secret, webhookEndpoint, userErrors } = createWebhookEndpoint
    if (webhookEndpoint) made = { endpoint: webhookEndpoint.id, secret: secret ?? '' }
    return userErrors
  })
  return { ...state, ...(made && { made }) }
}
