'use server'

import { redirect } from 'next/navigation'
import * as v from 'valibot'
import { endpointShape, type Keyed } from '@/components/webhook/endpoint-shape'
import { UpdateWebhookEndpointDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { paths } from '@/lib/paths'
import { submit } from '@/lib/session/submit'
import { words } from '@/lib/words/server'

const Changed = v.object({
  org: v.string(),
  webhookEndpointId: v.string(),
  version: v.pipe(v.string(), v.digits()),
  ...endpointShape,
})

/** Changes an endpoint, if nobody else has in the meantime. */
export async function updateWebhook(last: Keyed, form: FormData): Promise<Keyed> {
  return submit(Changed, last, form, async ({ org, version, which, eventTypes, ...endpoint }) => {
    if (which === 'some' && eventTypes.length === 0) {
      const t = await words('webhook')
      return [{ code: 'EVENT_TYPES_EMPTY', message: t('form.nothing'), field: ['eventTypes'] }]
    }
    const { updateWebhookEndpoint } = await gateway(UpdateWebhookEndpointDocument, {
      input: {
        ...endpoint,
        eventTypes: which === 'all' ? [] : eventTypes,
        // The generated type says string, the schema wants a JSON number.
        version: Number(version),
      },
    })
    if (updateWebhookEndpoint.userErrors.length === 0) redirect(paths.webhook(org, endpoint.webhookEndpointId))
    return updateWebhookEndpoint.userErrors
  })
}
