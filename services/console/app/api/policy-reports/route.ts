/** The largest report that is read. */
const LIMIT = 16 * 1024

/** What browsers report against the policy (https://www.w3.org/TR/CSP3/#reporting): one line of the log each. */
export async function POST(request: Request): Promise<Response> {
  const text = (await request.text()).slice(0, LIMIT)
  console.warn(JSON.stringify({ level: 'warn', message: 'content security policy', report: text }))
  return new Response(null, { status: 204 })
}
