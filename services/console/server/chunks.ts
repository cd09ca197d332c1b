import { readdirSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { dev, directory } from './mode.ts'

const PATH = '/_next/static/chunks/'
const TYPES = { js: 'application/javascript; charset=UTF-8', css: 'text/css; charset=UTF-8' }

type Sent = { bytes: Buffer; type: string }

/** Each script and style sheet of the build as `lib/precompress.ts` left it, by its path: a third of a megabyte in all. */
const sent = new Map(dev ? [] : read(join(directory, 'build/static/chunks')))

/**
 * Answers with a file of the build that is compressed already, where the browser takes it so. Next.js has the others, and
 * compresses anew for each visit.
 */
export function servedChunk(request: IncomingMessage, response: ServerResponse): boolean {
  if (request.method !== 'GET' || !request.url?.startsWith(PATH) || !takesBrotli(request)) return false
  const file = sent.get(request.url.split('?', 1)[0] ?? '')
  if (!file) return false
  response.writeHead(200, {
    'content-type': file.type,
    'content-encoding': 'br',
    'content-length': file.bytes.length,
    // The name holds the hash of what is in it.
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'Accept-Encoding',
    'x-content-type-options': 'nosniff',
  })
  response.end(file.bytes)
  return true
}

function takesBrotli({ headers }: IncomingMessage): boolean {
  return String(headers['accept-encoding'] ?? '')
    .split(',')
    .some((coding) => coding.trim() === 'br')
}

function read(folder: string): [string, Sent][] {
  return readdirSync(folder).flatMap((file) => {
    const [, name, kind] = /^(.+\.(js|css))\.br$/.exec(file) ?? []
    if (!name) return []
    return [[PATH + name, { bytes: readFileSync(join(folder, file)), type: TYPES[kind as keyof typeof TYPES] }]]
  })
}
