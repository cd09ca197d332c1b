import 'server-only'
import { headers } from 'next/headers'
import { notFound } from 'next/navigation'
import type { TypedDocumentString } from '@/gql/graphql'
import { fromTheStart, type Page } from '@/lib/paging'
import { requestIdOf } from '@/lib/request-id'
import { AuthAway, SessionOver } from '@/lib/session/auth'
import { requireSession, toLogIn } from '@/lib/session/session'
import { accessToken, forget } from '@/lib/session/tokens'
import { asked, hashOf } from './documents'
import { type Correctable, GatewayError } from './errors'
import { post } from './request'

type Fault = {
  message: string
  path?: (string | number)[]
  extensions?: { code?: string; userErrors?: Correctable[] }
}

type Answer<T> = { data?: T | null; errors?: Fault[] }

/** An answer of which parts may be missing: why, by the field at the top that is null for it. */
export type Parts<T> = { data: T; missing: { readonly [Field in keyof T]?: GatewayError } }

/**
 * Asks the gateway in the name of the session. What another organization owns looks like what is not there: both are 404.
 * A session that is over leads to the log-in page and back.
 * @throws GatewayError
 */
export async function gateway<T, V>(
  document: TypedDocumentString<T, V>,
  variables: V,
  patienceMs?: number,
): Promise<T> {
  const requestId = await requestIdOfThis()
  return dataOf(await askAsThis<T>(document, variables, requestId, patienceMs), requestId)
}

/** The same for what a page is whole without: null where it does not come, or not in time. */
export async function gatewayOrNull<T, V>(
  document: TypedDocumentString<T, V>,
  variables: V,
  patienceMs?: number,
): Promise<T | null> {
  try {
    return await gateway(document, variables, patienceMs)
  } catch (error) {
    if (error instanceof GatewayError) return null
    throw error // The ways to the log-in page and to the 404 come as errors too.
  }
}

/**
 * The same for a page whose parts stand for themselves: a service that is away takes its own part only. For that each part
 * is a field at the top that may be null.
 * @throws GatewayError where nothing came
 */
export async function gatewayInParts<T extends object, V>(
  document: TypedDocumentString<T, V>,
  variables: V,
): Promise<Parts<T>> {
  const requestId = await requestIdOfThis()
  const answer = await askAsThis<T>(document, variables, requestId)
  const data = answer.data ?? dataOf(answer, requestId)
  const missing: { [Field in keyof T]?: GatewayError } = {}
  for (const fault of answer.errors ?? []) {
    const field = fault.path?.[0] as keyof T
    if (data[field] !== null) continue
    if (fault.extensions?.code === 'NOT_FOUND') notFound()
    missing[field] ??= errorOf(fault, requestId)
  }
  return { data, missing }
}

/** Asks as whoever reads the page. */
async function askAsThis<T>(
  document: object,
  variables: unknown,
  requestId: string,
  patienceMs?: number,
): Promise<Answer<T>> {
  const secret = await requireSession()
  const askOnce = async (variables: unknown) =>
    ask<T>(document, variables, await tokenOf(secret, requestId), requestId, patienceMs)
  let answer = await askOnce(variables)
  if (codeOf(answer) === 'UNAUTHENTICATED') {
    // The token may be older than what ended it; the session may go on all the same, after a change of keys for one.
    forget(secret)
    answer = await askOnce(variables)
  }
  if (codeOf(answer) === 'UNAUTHENTICATED') return toLogIn()
  if (codeOf(answer) === 'BAD_USER_INPUT' && hasCursor(variables)) {
    // Somebody wrote into the address bar, or a list was made anew: what no list has given is the first page.
    answer = await askOnce(fromTheStart(variables))
  }
  return answer
}

function hasCursor(variables: unknown): variables is Page {
  const { after, before } = (variables ?? {}) as Page
  return Boolean(after ?? before)
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
  patienceMs?: number,
): Promise<Answer<T>> {
  let response: Response
  try {
    response = await post({ ...asked(hashOf(document)), variables }, token, requestId, patienceMs)
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

function dataOf<T>({ data, errors: [fault] = [] }: Answer<T>, requestId: string): T {
  if (fault?.extensions?.code === 'NOT_FOUND') notFound()
  if (fault) throw errorOf(fault, requestId)
  if (!data) throw new GatewayError('INTERNAL', requestId, 'an answer without data')
  return data
}

function errorOf({ message, extensions: { code = 'INTERNAL', userErrors } = {} }: Fault, requestId: string) {
  return new GatewayError(code, requestId, message, userErrors)
}

function codeOf({ errors: [error] = [] }: Answer<unknown>): string | undefined {
  return error?.extensions?.code
}

/** What proxy.ts let through, or gave: the edge's logs, the gateway's, ours and the page name the same. */
async function requestIdOfThis(): Promise<string> {
  return requestIdOf(await headers())
}
