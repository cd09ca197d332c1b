import 'server-only'

/** A write that another site began. */
export class ForeignOrigin extends Error {}

/**
 * Refuses what did not begin on a page of ours: Fetch Metadata first, `Origin` for what does not send it
 * (https://www.w3.org/TR/fetch-metadata/). Next.js compares `Origin` with `Host` but lets a request without one through.
 * @throws ForeignOrigin
 */
export function requireSameOrigin(headers: Headers): void {
  const site = headers.get('sec-fetch-site')
  if (site === 'same-origin') return
  const origin = headers.get('origin')
  const host = headers.get('host')
  if (site === null && origin !== null && host !== null && hostOf(origin) === host) return
  throw new ForeignOrigin('this request did not begin on a page of the console')
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
