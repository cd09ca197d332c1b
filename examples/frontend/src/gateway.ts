import type { TypedDocumentString } from './gql/graphql'

const meta = document.querySelector<HTMLMetaElement>('meta[name="gateway"]')

/** The one address of everything. */
export const ENDPOINT = `${meta?.content ?? ''}/graphql`

const TIMEOUT_MS = 15_000

/** The codes that a program acts on; docs/errors explains all of them. */
type Code = 'UNAUTHENTICATED' | 'UNAVAILABLE' | (string & {})

/** What an answer says of an error. */
export type Told = { message: string; extensions?: { code?: Code; requestId?: string; retryAfterMs?: number } }

/** A question without an answer. With `requestId` HostingCo's people find what happened. */
export class GatewayError extends Error {
  readonly code: Code
  readonly requestId: string
  /** The same question may have an answer after this. */
  readonly retryAfterMs: number | undefined

  constructor(code: Code, requestId: string, message: string, retryAfterMs?: number) {
    super(message)
    this.code = code
    this.requestId = requestId
    this.retryAfterMs = retryAfterMs
  }

  static of({ message, extensions = {} }: Told, requestId: string): GatewayError {
    const { code = 'INTERNAL', requestId: theirs = requestId, retryAfterMs } = extensions
    return new GatewayError(code, theirs, message, retryAfterMs)
  }
}

/**
 * What the gateway is sent: the text of a document, or, where it knows `gql/persisted-documents.json`, its hash alone. Then
 * nobody can ask it what no front end asks.
 */
export function asked<T, V>(document: TypedDocumentString<T, V>, variables: V) {
  if (import.meta.env.VITE_DOCUMENTS === 'hash') return { documentId: String(document.__meta__?.hash), variables }
  return { query: document.toString(), variables }
}

/**
 * Asks, in the name of whom the token names.
 * @throws GatewayError
 */
export async function ask<T, V>(document: TypedDocumentString<T, V>, variables: V, token?: string): Promise<T> {
  // Ours, so that there is one even when no answer comes.
  const requestId = crypto.randomUUID()
  let answer: { data?: T | null; errors?: Told[] }
  try {
    const response = await fetch(ENDPOINT, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        'x-request-id': requestId,
        ...(token && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(asked(document, variables)),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    // Also a 4xx and a 5xx have a GraphQL answer, unless something in between gave it.
    answer = await response.json()
  } catch (cause) {
    throw new GatewayError('UNAVAILABLE', requestId, `HostingCo does not answer (${cause}).`)
  }
  const [error] = answer.errors ?? []
  // Half of an answer is none here: a field that failed is null, and the types say that it is not.
  if (error) throw GatewayError.of(error, requestId)
  if (!answer.data) throw new GatewayError('INTERNAL', requestId, 'HostingCo answered nothing.')
  return answer.data
}
