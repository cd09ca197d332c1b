import 'server-only'
import { headers } from 'next/headers'
import { notFound } from 'next/navigation'
import type { TypedDocumentString } from '@/gql/graphql'
import { requestIdOf } from '@/lib/request-id'
import { AuthAway, SessionOver } from '@/lib/session/auth'
import { requireSession, toLogIn } from '@/lib/session/session'
import { accessToken, forget } from '@/lib/session/tokens'
import { asked, hashOf } from './documents'
import { type Correctable, GatewayError } from './errors'
import { post } from './request'

type Answer<T> = {
  data?: T | null
  errors?: { message: string; extensions?: { code?: string; userErrors?: Correctable[] } }[]
}

/**
 * Asks the gateway in the name of the session. What another organization owns looks like what is not there: both are 404.
 * A session that is over leads to the log-in page and back.
 * @throws GatewayError
 */
export async function gateway<T, V>(document: TypedDocumentString<T, V>, variables: V): Promise<T> {
  const secret = await requireSession()
  const requestId = await requestIdOfThis()
  let answer = await ask<T>(document, variables, await tokenOf(secret, requestId), requestId)
  if (codeOf(answer) === 'UNAUTHENTICATED') {
    // The token may be older than what ended it; the session may go on all the same, after a change of keys for one.
    forget(secret)
    answer = await ask<T>(document, variables, await tokenOf(secret, requestId), requestId)
  }
  if (codeOf(answer) === 'UNAUTHENTICATED') return toLogIn()
  if (codeOf(answer) === 'BAD_USER_INPUT' && hasCursor(variables)) {
    // Somebody wrote into the address bar, or a list was made anew: what no list has given is the first page.
    answer = await ask<T>(document, fromTheStart(variables), await tokenOf(secret, requestId), requestId)
  }
  return dataOf(answer, requestId)
}

type Paged = { after?: unknown; before?: unknown; first?: unknown; last?: unknown }

function hasCursor(variables: unknown): variables is Paged {
  const { after, before } = (variables ?? {}) as Paged
  return Boolean(after ?? before)
}

function fromTheStart({ after: _after, before: _before, last, ...rest }: Paged): Paged {
  return { ...rest, first: rest.first ?? last }
}

/**
 * Asks the gateway in nobody's name: signing up, logging in, resetting a password.
 * @throws GatewayError
 */
export async function gatewayAsGuest<T, V>(document: TypedDocumentString<T, V>, variables: V): Promise<T> {
  const requestId = await requestIdOfThis()
  return dataOf(await ask<T>(document, variables, undefined, requestId), requestId)
}

async function tokenOf(secret: string, requestId: string): Promise<string> {
  try {
    return await accessToken(secret)
  } catch (error) {
    if (error instanceof SessionOver) return toLogIn()
    if (error instanceof AuthAway) throw new GatewayError('UNAVAILABLE', requestId, error.message)
    throw error
  }
}

async function ask<T>(
  document: object,
  variables: unknown,
  token: string | undefined,
  requestId: string,
): Promise<Answer<T>> {
  let response: Response
  try {
    response = await post({ ...asked(hashOf(document)), variables }, token, requestId)
  } catch (cause) {
    const late = cause instanceof DOMException && cause.name === 'TimeoutError'
    throw new GatewayError(late ? 'DEADLINE_EXCEEDED' : 'UNAVAILABLE', requestId, String(cause))
  }
  try {
    return (await response.json()) as Answer<T>
  } catch {
    throw new GatewayError('UNAVAILABLE', requestId, `the gateway answered ${response.status} and no JSON`)
  }
}

function dataOf<T>({ data, errors: [error] = [] }: Answer<T>, requestId: string): T {
  const code = error?.extensions?.code
  if (code === 'NOT_FOUND') notFound()
  if (error || !data) {
    const { message = 'an answer without data', extensions } = error ?? {}
    throw new GatewayError(code ?? 'INTERNAL', requestId, message, extensions?.userErrors)
  }
  return data
}

function codeOf({ errors: [error] = [] }: Answer<unknown>): string | undefined {
  return error?.extensions?.code
}

/** What proxy.ts let through, or gave: the edge's logs, the gateway's, ours and the page name the same. */
async function requestIdOfThis(): Promise<string> {
  return requestIdOf(await headers())
}
