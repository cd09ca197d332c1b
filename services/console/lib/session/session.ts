import 'server-only'
import { cookies, headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { paths } from '@/lib/paths'
import { openSession } from './auth'
import { SESSION_COOKIE } from './cookie'
import { forget, remember } from './tokens'

/** The session's secret, if the browser has one. Whether it still counts only auth knows. */
export async function sessionSecret(): Promise<string | undefined> {
  return (await cookies()).get(SESSION_COOKIE)?.value
}

/** The session's secret, or the way to the log-in page and back. */
export async function requireSession(): Promise<string> {
  return (await sessionSecret()) ?? toLogIn()
}

/** Away from a page whose session has ended. */
export async function toLogIn(): Promise<never> {
  redirect(paths.logIn((await headers()).get('x-path') ?? undefined))
}

/** Gives the browser a new session, whatever it had before. Only where cookies can be set: actions and route handlers. */
export async function beginSession(refreshToken: string): Promise<void> {
  const { secret, access } = await openSession(refreshToken)
  remember(secret, access)
  const jar = await cookies()
  jar.set(SESSION_COOKIE, secret, {
    httpOnly: true,
    secure: true,
    sameSite: 'lax',
    path: '/',
    expires: access.sessionExpiresAt,
  })
}

/** Takes the cookie away. The session itself is ended by the gateway's `logOut`. */
export async function endSession(): Promise<void> {
  const secret = await sessionSecret()
  if (secret) forget(secret)
  ;(await cookies()).delete({ name: SESSION_COOKIE, path: '/', secure: true, httpOnly: true, sameSite: 'lax' })
}
