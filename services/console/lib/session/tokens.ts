import 'server-only'
import { type Access, exchange } from './auth'

/** A token is not used in its last half minute: it has to last for the call and for clocks that differ. */
const MARGIN_MS = 30_000
/** Above this many sessions the oldest tokens are forgotten; they are one exchange away. */
const KEPT = 20_000

const TOKENS = Symbol.for('hostingco.console.tokens')
const everywhere = globalThis as { [TOKENS]?: Map<string, Access> }
everywhere[TOKENS] ??= new Map()

/** By the session's secret. Pages, route handlers and streams are bundles with modules of their own: they share these. */
const tokens = everywhere[TOKENS]
/** By the session's secret: one exchange at a time. */
const exchanges = new Map<string, Promise<Access>>()

/**
 * The access token of a session, which never leaves this process.
 * @throws SessionOver, AuthAway
 */
export async function accessToken(secret: string): Promise<string> {
  const known = tokens.get(secret)
  if (known && known.expiresAt - MARGIN_MS > Date.now()) return known.token
  const access = await (exchanges.get(secret) ?? begin(secret))
  return access.token
}

/** Takes over what opening the session has answered. */
export function remember(secret: string, access: Access): void {
  const [oldest] = tokens.keys()
  if (tokens.size >= KEPT && oldest !== undefined) tokens.delete(oldest)
  tokens.set(secret, access)
}

/** After a refusal, and at log-out. */
export function forget(secret: string): void {
  tokens.delete(secret)
  exchanges.delete(secret)
}

function begin(secret: string): Promise<Access> {
  const begun = exchange(secret)
  const isWanted = () => exchanges.get(secret) === begun
  exchanges.set(secret, begun)
  begun
    .then((access) => isWanted() && remember(secret, access))
    // Whoever waits for it hears of the failure.
    .catch(() => undefined)
    .finally(() => isWanted() && exchanges.delete(secret))
  return begun
}
