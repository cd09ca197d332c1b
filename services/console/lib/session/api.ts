import 'server-only'
import { requestIdOf } from '../request-id'
import { AuthAway, SessionOver } from './auth'
import { secretIn } from './cookie'
import { ForeignOrigin, requireSameOrigin } from './origin'
import { accessToken } from './tokens'

/** Who calls a route handler; or the answer that refuses them. */
export async function sessionOf(headers: Headers): Promise<{ token: string; requestId: string } | Response> {
  const requestId = requestIdOf(headers)
  try {
    requireSameOrigin(headers)
    const secret = secretIn(headers)
    if (!secret) return problem(401, 'UNAUTHENTICATED', requestId)
    return { token: await accessToken(secret), requestId }
  } catch (error) {
    if (error instanceof ForeignOrigin) return problem(403, 'FOREIGN_ORIGIN', requestId)
    if (error instanceof SessionOver) return problem(401, 'UNAUTHENTICATED', requestId)
    if (error instanceof AuthAway) return problem(503, 'UNAVAILABLE', requestId)
    throw error
  }
}

/** A refusal in the shape of the gateway's. */
export function problem(status: number, code: string, requestId: string): Response {
  const errors = [{ message: code, extensions: { code, requestId } }]
  return Response.json({ errors }, { status, headers: { 'cache-control': 'no-store', 'x-request-id': requestId } })
}
