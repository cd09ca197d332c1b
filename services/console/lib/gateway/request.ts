import 'server-only'
import { headers } from 'next/headers'
import { settings } from '@/lib/settings'

/** How long a page waits for the gateway, where it does not say so itself. */
const PATIENCE_MS = 5_000

/** `POST /graphql` in the name of whom the token names, or of nobody. Never cached: what is read is somebody's own. */
export async function post(
  body: unknown,
  token: string | undefined,
  requestId: string,
  patienceMs = PATIENCE_MS,
): Promise<Response> {
  return fetch(`${settings.gatewayUrl}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      'x-request-id': requestId,
      ...(token && { authorization: `Bearer ${token}` }),
      ...passedOn(await headers()),
    },
    body: JSON.stringify(body),
    cache: 'no-store',
    signal: AbortSignal.timeout(patienceMs),
  })
}

/** Who asks, for the list of sessions, limits by address, and traces. */
export function passedOn(asked: Pick<Headers, 'get'>): Record<string, string> {
  const passed: Record<string, string> = {}
  for (const name of ['user-agent', 'x-forwarded-for', 'traceparent', 'accept-language']) {
    const value = asked.get(name)
    if (value) passed[name] = value
  }
  return passed
}
