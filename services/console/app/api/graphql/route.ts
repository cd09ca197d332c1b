import { headers } from 'next/headers'
import { boundedText } from '@/lib/bounded-text'
import { asked } from '@/lib/gateway/documents'
import { passedOn } from '@/lib/gateway/request'
import { problem, sessionOf } from '@/lib/session/api'
import { settings } from '@/lib/settings'
import { operationsOf } from './operations'

/** Bytes of the largest question; a file does not count. */
const LIMIT = 64 * 1024

/**
 * All that a page's own scripts may ask: documents of this build, by their hash. Of an upload (the GraphQL multipart request
 * specification) only the question is read; its file flows through to the gateway as it comes.
 */
export async function POST(request: Request): Promise<Response> {
  const session = await sessionOf(request.headers)
  if (session instanceof Response) return session
  const uploads = request.headers.get('content-type')?.startsWith('multipart/form-data') ?? false
  const body = uploads ? await uploadOf(request, session.requestId) : await questionOf(request, session.requestId)
  if (body instanceof Response) return body
  const answer = await fetch(`${settings.gatewayUrl}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': request.headers.get('content-type') ?? 'application/json',
      accept: 'application/graphql-response+json',
      authorization: `Bearer ${session.token}`,
      'x-request-id': session.requestId,
      ...(uploads && { 'graphql-require-preflight': '1' }),
      ...passedOn(await headers()),
    },
    body,
    cache: 'no-store',
    // A browser that goes away ends the question; a large file takes its time.
    signal: uploads ? request.signal : AbortSignal.any([request.signal, AbortSignal.timeout(10_000)]),
    // A body that streams: https://fetch.spec.whatwg.org/#dom-requestinit-duplex
    ...(uploads && { duplex: 'half' }),
  } as RequestInit).catch(() => undefined)
  if (!answer) return problem(503, 'UNAVAILABLE', session.requestId)
  return new Response(answer.body, {
    status: answer.status,
    headers: {
      'content-type': answer.headers.get('content-type') ?? 'application/json',
      'cache-control': 'no-store',
      'x-request-id': session.requestId,
    },
  })
}

async function questionOf(request: Request, requestId: string): Promise<string | Response> {
  const text = await boundedText(request, LIMIT)
  if (text === undefined) return problem(413, 'BAD_USER_INPUT', requestId)
  return trusted(text, requestId)
}

async function uploadOf(request: Request, requestId: string): Promise<ReadableStream | Response> {
  const operations = await operationsOf(request, LIMIT)
  if (!operations) return problem(400, 'BAD_USER_INPUT', requestId)
  const question = trusted(operations.text, requestId)
  return question instanceof Response ? question : operations.replacedBy(question)
}

/** The question as the gateway gets it. Nothing of it is passed on but the hash and the variables. */
function trusted(text: string, requestId: string): string | Response {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return problem(400, 'BAD_USER_INPUT', requestId)
  }
  const { documentId, variables } = (body ?? {}) as { documentId?: unknown; variables?: unknown }
  const document = typeof documentId === 'string' ? asked(documentId) : undefined
  return document ? JSON.stringify({ ...document, variables }) : problem(400, 'PERSISTED_QUERY_NOT_FOUND', requestId)
}
