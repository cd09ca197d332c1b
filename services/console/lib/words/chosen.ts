import 'server-only'
import { cookies } from 'next/headers'
import { isLanguage, type Language } from './locale'

const COOKIE = 'language'
const YEAR_S = 31_536_000

/** The language that this browser was told to speak. */
export async function chosenLanguage(): Promise<Language | undefined> {
  const chosen = (await cookies()).get(COOKIE)?.value
  return isLanguage(chosen) ? chosen : undefined
}

/** Makes this browser speak it from now on. Only where cookies can be set: actions and route handlers. */
export async function chooseLanguage(language: Language): Promise<void> {
  ;(await cookies()).set(COOKIE, language, { path: '/', maxAge: YEAR_S, sameSite: 'lax', secure: true })
}

/** The account's language, for a browser that was told none: it follows the person to every device. */
export async function followAccount(language: string): Promise<void> {
  if (isLanguage(language) && !(await chosenLanguage())) await chooseLanguage(language)
}
