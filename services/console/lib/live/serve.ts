import 'server-only'
import { Agent, request as ask, type IncomingMessage, type ServerResponse } from 'node:http'
import { LiveDocument } from '@/gql/graphql'
import { asked, hashOf } from '@/lib/gateway/documents'
import { passedOn } from '@/lib/gateway/request'
import { requestIdOf } from '@/lib/request-id'
import { problem, sessionOf } from '@/lib/session/api'
import { settings } from '@/lib/settings'

const ID = /^org_[0-9a-z]{26}$/

/** The gateway says something every 15 s; after this much silence it is gone. */
const SILENCE_MS = 60_000

/** Only streams: they never share a connection, and all end together. */
const agent = new Agent()

/** As many as the gateway takes. */
const MOST = 20

/**
 * The one stream of a browser: what comes into the reader's feed and what changes in the organizations that are named
 * (GraphQL over SSE, distinct connections). It ends with the token, with the session, and when the gateway drains; whoever
 * reads connects again, and reads anew. Written for little memory: a stream is two connections and no more.
 */
export async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const organizations = new URL(request.url ?? '', 'http://console').searchParams.getAll('organization')
  const headers = headersOf(request)
  if (organizations.length > MOST || !organizations.every((organization) => ID.test(organization))) {
    return refuse(response, problem(400, 'BAD_USER_INPUT', requestIdOf(headers)))
  }
  const session = await sessionOf(headers)
  if (session instanceof Response) {
    return session.status === 401 ? tellEnd(response, session) : refuse(response, session)
  }
  const { token, requestId } = session
  if (response.closed) return
  const upstream = ask(`${settings.gatewayUrl}/graphql`, {
    method: 'POST',
    agent,
    timeout: SILENCE_MS,
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      authorization: `Bearer ${token}`,
      'x-request-id': requestId,
      // The gateway counts streams by address: this server's own would soon be full.
      ...passedOn(headers),
    },
  })
  upstream.on('response', (answer) => {
    if (answer.statusCode === 401) {
      answer.resume()
      void tellEnd(response, problem(401, 'UNAUTHENTICATED', requestId))
      return
    }
    response.writeHead(answer.statusCode ?? 502, {
      'content-type': answer.headers['content-type'] ?? 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      'x-request-id': requestId,
    })
    answer.pipe(response)
    // Also when the gateway breaks off.
    answer.on('close', () => response.end())
  })
  upstream.on('timeout', () => upstream.destroy())
  upstream.on('error', () => {
    if (!response.headersSent) void refuse(response, problem(503, 'UNAVAILABLE', requestId))
  })
  // When the browser goes, the gateway hears it.
  response.on('close', () => upstream.destroy())
  upstream.end(JSON.stringify({ ...asked(hashOf(LiveDocument)), variables: { organizations } }))
}

/** Ends every stream. */
export function end(): void {
  agent.destroy()
}

/** As route handlers get them. */
function headersOf({ headers, socket }: IncomingMessage): Headers {
  // Only `set-cookie` would be a list, which browsers do not send.
  const asked = new Headers(headers as Record<string, string>)
  if (!asked.has('x-forwarded-for') && socket.remoteAddress) asked.set('x-forwarded-for', socket.remoteAddress)
  return asked
}

/** The session's end, as the gateway tells it within a stream: of a status an `EventSource` tells nobody. */
async function tellEnd(response: ServerResponse, refusal: Response): Promise<void> {
  const headers = { ...Object.fromEntries(refusal.headers), 'content-type': 'text/event-stream' }
  response.writeHead(200, headers).end(`event: next\ndata: ${await refusal.text()}\n\nevent: complete\ndata:\n\n`)
}

async function refuse(response: ServerResponse, refusal: Response): Promise<void> {
  response.writeHead(refusal.status, Object.fromEntries(refusal.headers)).end(await refusal.text())
}
