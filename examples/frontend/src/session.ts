import { ask, GatewayError } from './gateway'
import { LogInDocument, LogOutDocument, RefreshTokensDocument, type TypedDocumentString } from './gql/graphql'

type Tokens = { accessToken: string; refreshToken: string }

/**
 * In memory only: what a script can read from a storage, every script of the page can steal from it. A reload signs out; a
 * page that should not has a server that keeps the session (docs/graphql.md, "Web front ends with a server of their own").
 */
let tokens: Tokens | undefined
let refreshing: Promise<void> | undefined

/** @throws GatewayError, also where e-mail or password is wrong: then `code` is the one of the user error. */
export async function logIn(email: string, password: string): Promise<void> {
  const { logIn } = await ask(LogInDocument, { input: { email, password } })
  tokens = accepted(logIn)
}

/** Here it is over at once, whatever the gateway answers. */
export async function logOut(): Promise<void> {
  const token = tokens?.accessToken
  tokens = undefined
  if (token) await ask(LogOutDocument, {}, token)
}

/** The token to ask with; it lives for minutes. */
export function accessToken(): string {
  if (!tokens) throw new GatewayError('UNAUTHENTICATED', '', 'Log in first.')
  return tokens.accessToken
}

/**
 * Asks as the one who is signed in. Whether a token still counts the gateway knows better than our clock: we trade it when
 * it is refused, and ask once more.
 * @throws GatewayError, with the code `UNAUTHENTICATED` when the session is over
 */
export async function askSignedIn<T, V>(document: TypedDocumentString<T, V>, variables: V): Promise<T> {
  const token = accessToken()
  try {
    return await ask(document, variables, token)
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== 'UNAUTHENTICATED') throw error
    await refresh(token)
    return ask(document, variables, accessToken())
  }
}

/** Trades the refresh token, once for all who find `refused` refused: its second use would end the session. */
export async function refresh(refused: string): Promise<void> {
  if (accessToken() !== refused) return // somebody has done it meanwhile
  refreshing ??= trade().finally(() => {
    refreshing = undefined
  })
  await refreshing
}

async function trade(): Promise<void> {
  const used = tokens
  if (!used) return
  const { refreshTokens } = await ask(RefreshTokensDocument, { input: { refreshToken: used.refreshToken } })
  if (tokens !== used) return // logged out meanwhile
  tokens = refreshTokens.tokens ?? undefined
  if (!tokens) throw new GatewayError('UNAUTHENTICATED', '', 'The session is over. Log in again.')
}

function accepted(payload: { tokens: Tokens | null; userErrors: { code: string; message: string }[] }): Tokens {
  if (payload.tokens) return payload.tokens
  const [refusal] = payload.userErrors
  throw new GatewayError(refusal?.code ?? 'INTERNAL', '', refusal?.message ?? 'No tokens came.')
}
