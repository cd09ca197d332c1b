/** What the gateway takes for an id as well. */
const FIT = /^[\w.-]{1,64}$/

/** The id that the edge, or whoever asks, gave the request, so that one id leads through all logs; else one of ours. */
export function requestIdOf(headers: Headers): string {
  const given = headers.get('x-request-id') ?? ''
  return FIT.test(given) ? given : crypto.randomUUID()
}
