import 'server-only'
import { type Access, exchange } from './auth'

/** A token is not used in its last half minute: it has to last for the call and for clocks that differ. */
const MARGIN_MS = 30_000
/** Above this many sessions the oldest tokens are forgotten; they are one exchange away. */
const KEPT = 20_000

/** By the session's secret: one exchange at a time, and what it gave. */
const tokens = new Map<string, Promise<Access>>()

/**
 * The access token of a session, which never leaves this process.
 * @throws SessionOver, AuthAway
 */
export async function accessToken(secret: string): Promise<string> {
  const known = tokens.get(secret)
  if (known) {
    const access = await known
    if (access.expiresAt - MARGIN_MS > Date.now()) return access.token
    // Another request may have begun the next exchange while this one waited.
    if (tokens.get(secret) === known) tokens.delete(secret)
    return accessToken(secret)
  }
  const asked = exchange(secret)
  keep(secret, asked)
  return (await asked).token
}

/** Takes over what opening the session has answered. */
export function remember(secret: string, access: Access): void {
  keep(secret, Promise.resolve(access))
}

/** After a refusal, and at log-out. */
export function forget(secret: string): void {
  tokens.delete(secret)
}

function keep(secret: string, access: Promise<Access>): void {
  const [oldest] = tokens.keys()
  if (tokens.size >= KEPT && oldest !== undefined) tokens.delete(oldest)
  tokens.set(secret, access)
  access.catch(() => {
    if (tokens.get(secret) === access) tokens.delete(secret)
  })
}
