import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { consoleBefore } from './console-before'

const DOCUMENTS = join(import.meta.dirname, '../gql/persisted-documents.json')
const GATEWAY = process.env.GATEWAY_URL ?? 'http://localhost:3003'

/** A call that a console makes. */
export type Call = {
  /** What is asked for, such as `mutation PayInvoice`. */
  operation: string
  response: ServerResponse
  /** Asks the real gateway; `regardless` of whether whoever asked is still there. */
  ask: (regardless?: boolean) => Promise<IncomingMessage>
}

export type BeforeGateway = {
  /** Another console of the same build, with the sessions of the one that all stories share. */
  url: string
  close: () => void
}

/** A console before somebody who answers its calls, and asks the real gateway for what is needed. */
export async function beforeGateway(answer: (call: Call) => Promise<void>): Promise<BeforeGateway> {
  const gateway = createServer((asked, response) => {
    // Whoever asked hears of what breaks on the way by the connection's end.
    call(asked, response)
      .then(answer)
      .catch(() => response.destroy())
  })
  await new Promise<void>((ready) => gateway.listen(0, '127.0.0.1', ready))
  const { url, end } = await consoleBefore(`http://127.0.0.1:${(gateway.address() as AddressInfo).port}`)
  return {
    url,
    close: () => {
      end()
      gateway.closeAllConnections()
      gateway.close()
    },
  }
}

/** Hands an answer of the real gateway on as it comes. */
export function handOn(answered: IncomingMessage, response: ServerResponse): Promise<void> {
  response.writeHead(answered.statusCode ?? 502, answered.headers)
  return pipeline(answered, response)
}

async function call(asked: IncomingMessage, response: ServerResponse): Promise<Call> {
  const body = await text(asked)
  const ask = async (regardless = false): Promise<IncomingMessage> => {
    const { host: _, 'accept-encoding': __, ...headers } = asked.headers
    const passed = request(new URL(asked.url ?? '/', GATEWAY), { method: asked.method, headers })
    if (!regardless) response.on('close', () => passed.destroy())
    passed.on('error', () => response.destroy())
    passed.end(body)
    const [answered] = (await once(passed, 'response')) as [IncomingMessage]
    return answered
  }
  return { operation: operationOf(body), response, ask }
}

/** The kind and the name of what is asked for; a built console asks by hash. */
function operationOf(body: string): string {
  const documents: Record<string, string> = JSON.parse(readFileSync(DOCUMENTS, 'utf8'))
  const { documentId = '' }: { documentId?: string } = JSON.parse(body || '{}')
  const [operation = ''] = /\b(?:query|mutation) \w+/.exec(documents[documentId] ?? '') ?? []
  return operation
}
