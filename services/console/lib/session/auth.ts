import 'server-only'
import { readFileSync, statSync } from 'node:fs'
import { type Client, Code, ConnectError, createClient } from '@connectrpc/connect'
import { createGrpcTransport } from '@connectrpc/connect-node'
import { AuthService, type WebAccess } from '@/lib/contracts/hostingco/auth/v1/auth_pb'
import { settings } from '@/lib/settings'

/** How long auth may take. */
const TIMEOUT_MS = 5_000

/** What auth gives for a session: the token stays in this process. */
export type Access = { token: string; expiresAt: number; sessionExpiresAt: Date }

/** The session has ended: by log-out, revocation, a new password or its age. */
export class SessionOver extends Error {}

/** auth does not answer. The session may be as good as ever. */
export class AuthAway extends Error {}

/**
 * Trades a fresh sign-in's refresh token for a session of this console (ADR 0012).
 * @throws AuthAway, SessionOver
 */
export async function openSession(refreshToken: string): Promise<{ secret: string; access: Access }> {
  const { sessionSecret, access } = await ask((auth) =>
    auth.openWebSession({ refreshToken }, { timeoutMs: TIMEOUT_MS }),
  )
  return { secret: sessionSecret, access: accessOf(access) }
}

/**
 * A new access token for a session.
 * @throws AuthAway, SessionOver
 */
export async function exchange(sessionSecret: string): Promise<Access> {
  const { access } = await ask((auth) => auth.exchangeSession({ sessionSecret }, { timeoutMs: TIMEOUT_MS }))
  return accessOf(access)
}

async function ask<T>(call: (auth: Client<typeof AuthService>) => Promise<T>): Promise<T> {
  try {
    return await call(client())
  } catch (error) {
    const { code, message } = ConnectError.from(error)
    if (code === Code.Unauthenticated || code === Code.NotFound || code === Code.InvalidArgument)
      throw new SessionOver()
    throw new AuthAway(`auth at ${settings.authUrl}: ${message}`, { cause: error })
  }
}

function accessOf(access: WebAccess | undefined): Access {
  if (!access?.expiresAt || !access.sessionExpiresAt) throw new AuthAway('auth answered without an access token')
  const ms = (at: { seconds: bigint }) => Number(at.seconds) * 1_000
  return {
    token: access.accessToken,
    expiresAt: ms(access.expiresAt),
    sessionExpiresAt: new Date(ms(access.sessionExpiresAt)),
  }
}

let current: { client: Client<typeof AuthService>; changed: number } | undefined

/** One connection, made anew when the certificate was renewed: it lives for days, this process for weeks. */
function client(): Client<typeof AuthService> {
  const { ca, certificate, key } = settings.tls
  const changed = statSync(certificate).mtimeMs
  if (current?.changed !== changed) {
    const transport = createGrpcTransport({
      baseUrl: settings.authUrl,
      nodeOptions: { ca: readFileSync(ca), cert: readFileSync(certificate), key: readFileSync(key) },
    })
    current = { client: createClient(AuthService, transport), changed }
  }
  return current.client
}
