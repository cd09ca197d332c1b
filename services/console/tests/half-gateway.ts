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

type Answer = { data: Record<string, unknown> | null; errors?: object[] }

export type HalfGateway = {
  /** Another console of the same build, with the sessions of the one that all stories share. */
  url: string
  /** From now on a query lacks this field at its top, as when the service behind it is away. */
  without: (query: string, field: string) => void
  /** From now on nobody answers at all. */
  goAway: () => void
  /** All is well again. */
  comeBack: () => void
  close: () => void
}

/** A console before a gateway of which parts can go away; all that is there is the real one's. */
export async function halfGateway(): Promise<HalfGateway> {
  const lacking = new Map<string, string>()
  let away = false
  const gateway = createServer((asked, response) => {
    if (away) {
      asked.socket.destroy()
      return
    }
    // Whoever asked hears of what breaks on the way by the connection's end.
    answer(asked, response, lacking).catch(() => response.destroy())
  })
  await new Promise<void>((ready) => gateway.listen(0, '127.0.0.1', ready))
  const { url, end } = await consoleBefore(`http://127.0.0.1:${(gateway.address() as AddressInfo).port}`)
  return {
    url,
    without: (query, field) => lacking.set(query, field),
    goAway: () => {
      away = true
    },
    comeBack: () => {
      away = false
      lacking.clear()
    },
    close: () => {
      end()
      gateway.closeAllConnections()
      gateway.close()
    },
  }
}

/** Answers as the gateway does, but for the field that is lacking. */
async function answer(
  asked: IncomingMessage,
  response: ServerResponse,
  lacking: ReadonlyMap<string, string>,
): Promise<void> {
  const body = await text(asked)
  const field = lacking.get(queryOf(body))
  const { host: _, 'accept-encoding': __, ...headers } = asked.headers
  const passed = request(new URL(asked.url ?? '/', GATEWAY), { method: asked.method, headers })
  response.on('close', () => passed.destroy())
  passed.on('error', () => response.destroy())
  passed.end(body)
  const [answered] = (await once(passed, 'response')) as [IncomingMessage]
  if (field === undefined) {
    response.writeHead(answered.statusCode ?? 502, answered.headers)
    return pipeline(answered, response)
  }
  const whole: Answer = JSON.parse(await text(answered))
  const error = { message: 'away', path: [field], extensions: { code: 'UNAVAILABLE' } }
  // What may not be null takes the whole answer with it.
  const data = field === 'viewer' ? null : { ...whole.data, [field]: null }
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ data, errors: [error] }))
}

/** The name of the query that is asked; a built console asks by hash. */
function queryOf(body: string): string {
  const documents: Record<string, string> = JSON.parse(readFileSync(DOCUMENTS, 'utf8'))
  const { documentId = '' }: { documentId?: string } = JSON.parse(body || '{}')
  const [, name = ''] = /\bquery (\w+)/.exec(documents[documentId] ?? '') ?? []
  return name
}
