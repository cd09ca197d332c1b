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

/** `unheard`: nobody hears of a write. `unanswered`: it is done, and nobody says so. `halved`: its answer breaks off. */
export type Trouble = 'unheard' | 'unanswered' | 'halved'

export type SlowGateway = {
  /** Another console of the same build, with the sessions of the one that all stories share. */
  url: string
  /** From now on this mutation goes wrong. */
  trouble: (mutation: string, how: Trouble) => void
  /** All is well again. */
  comeBack: () => void
  close: () => void
}

/** A console before a gateway at which writes go wrong; all else is the real one's. */
export async function slowGateway(): Promise<SlowGateway> {
  const troubles = new Map<string, Trouble>()
  const gateway = createServer((asked, response) => {
    // Whoever asked hears of what breaks on the way by the connection's end.
    answer(asked, response, troubles).catch(() => response.destroy())
  })
  await new Promise<void>((ready) => gateway.listen(0, '127.0.0.1', ready))
  const { url, end } = await consoleBefore(`http://127.0.0.1:${(gateway.address() as AddressInfo).port}`)
  return {
    url,
    trouble: (mutation, how) => troubles.set(mutation, how),
    comeBack: () => troubles.clear(),
    close: () => {
      end()
      gateway.closeAllConnections()
      gateway.close()
    },
  }
}

async function answer(
  asked: IncomingMessage,
  response: ServerResponse,
  troubles: ReadonlyMap<string, Trouble>,
): Promise<void> {
  const body = await text(asked)
  const trouble = troubles.get(mutationOf(body))
  if (trouble === 'unheard') return
  const { host: _, 'accept-encoding': __, ...headers } = asked.headers
  const passed = request(new URL(asked.url ?? '/', GATEWAY), { method: asked.method, headers })
  // What is passed on is done, however little is left of who asked.
  if (trouble === undefined) response.on('close', () => passed.destroy())
  passed.on('error', () => response.destroy())
  passed.end(body)
  const [answered] = (await once(passed, 'response')) as [IncomingMessage]
  if (trouble === undefined) {
    response.writeHead(answered.statusCode ?? 502, answered.headers)
    return pipeline(answered, response)
  }
  const whole = await text(answered)
  if (trouble === 'unanswered') return
  response.writeHead(answered.statusCode ?? 502, answered.headers)
  response.write(whole.slice(0, whole.length / 2), () => response.destroy())
}

/** The name of the mutation that is asked for; a built console asks by hash. */
function mutationOf(body: string): string {
  const documents: Record<string, string> = JSON.parse(readFileSync(DOCUMENTS, 'utf8'))
  const { documentId = '' }: { documentId?: string } = JSON.parse(body || '{}')
  const [, name = ''] = /\bmutation (\w+)/.exec(documents[documentId] ?? '') ?? []
  return name
}
