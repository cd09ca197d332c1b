import { boundedText } from '@/lib/bounded-text'

/** Bytes of the largest report that is read: anybody may send one. */
const LIMIT = 16 * 1024

/** What browsers report against the policy (https://www.w3.org/TR/CSP3/#reporting): one line of the log each. */
export async function POST(request: Request): Promise<Response> {
  const report = await boundedText(request, LIMIT)
  if (report === undefined) return new Response(null, { status: 413 })
  console.warn(JSON.stringify({ level: 'warn', message: 'content security policy', report }))
  return new Response(null, { status: 204 })
}
