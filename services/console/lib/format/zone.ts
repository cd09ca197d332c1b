import 'server-only'
import { cookies } from 'next/headers'
import { cache } from 'react'

/** The reader's time zone, which the first page that they see writes into a cookie; UTC until then. */
export const zone = cache(async (): Promise<string> => {
  const told = (await cookies()).get('timezone')?.value
  if (!told || told.length > 64) return 'UTC'
  try {
    return new Intl.DateTimeFormat('en', { timeZone: decodeURIComponent(told) }).resolvedOptions().timeZone
  } catch {
    return 'UTC'
  }
})
