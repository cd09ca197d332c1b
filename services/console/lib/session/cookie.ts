/** Secure, and bound to this very host: no sibling domain can set it (RFC 6265bis, section 4.1.3.2). */
export const SESSION_COOKIE = '__Host-session'

/** The session's secret in a request's headers. Its alphabet needs no decoding. */
export function secretIn(headers: Pick<Headers, 'get'>): string | undefined {
  const begin = `${SESSION_COOKIE}=`
  const cookies = (headers.get('cookie') ?? '').split(/; */)
  const secret = cookies.find((cookie) => cookie.startsWith(begin))?.slice(begin.length)
  return secret || undefined
}
