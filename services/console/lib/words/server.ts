import 'server-only'
import { cookies, headers } from 'next/headers'
import { cache } from 'react'
import { createTranslator, type Messages, type NamespaceKeys, type NestedKeyOf } from 'use-intl/core'
import { de } from '@/messages/de'
import { en } from '@/messages/en'
import { isLocale, type Locale, preferred } from './locale'

const MESSAGES: Record<Locale, Messages> = { en, de }

/** The reader's language: what they chose, else what their browser asks for. */
export const locale = cache(async (): Promise<Locale> => {
  const chosen = (await cookies()).get('language')?.value
  return isLocale(chosen) ? chosen : preferred((await headers()).get('accept-language'))
})

/** All messages in the reader's language. */
export async function messages(): Promise<Messages> {
  return MESSAGES[await locale()]
}

/** The words of one place, on the server: `const t = await words('invoice')`. */
export async function words<N extends NamespaceKeys<Messages, NestedKeyOf<Messages>>>(namespace: N) {
  return createTranslator({ locale: await locale(), messages: await messages(), namespace, timeZone: 'UTC' })
}
