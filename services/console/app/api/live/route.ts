import { LiveDocument } from '@/gql/graphql'
import { asked, hashOf } from '@/lib/gateway/documents'
import { passedOn } from '@/lib/gateway/request'
import { problem, sessionOf } from '@/lib/session/api'
import { settings } from '@/lib/settings'

const ID = /^org_[0-9a-z]{26}$/

/**
 * The one stream of a browser: what changes in an organization (GraphQL over SSE, distinct connections). It ends with the
 * token, with the session, and when the gateway drains; whoever reads connects again, and reads anew.
 */
export async function GET(request: Request): Promise<Response> {
  const organization = new URL(request.url).searchParams.get('organization') ?? ''
  if (!ID.test(organization)) return problem(400, 'BAD_USER_INPUT')
  const session = await sessionOf(request)
  if (session instanceof Response) return session
  const answer = await fetch(`${settings.gatewayUrl}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      authorization: `Bearer ${session.token}`,
      'x-request-id': session.requestId,
      // The gateway counts streams by address: this server's own would soon be full.
      ...(await passedOn()),
    },
    body: JSON.stringify({ ...asked(hashOf(LiveDocument)), variables: { organization } }),
    cache: 'no-store',
    // When the browser goes, the gateway hears it.
    signal: request.signal,
  }).catch(() => undefined)
  if (!answer) return problem(503, 'UNAVAILABLE', session.requestId)
  return new Response(answer.body, {
    status: answer.status,
    headers: {
      'content-type': answer.headers.get('content-type') ?? 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      'x-request-id': session.requestId,
    },
  })
}
