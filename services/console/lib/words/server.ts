import 'server-only'
import { headers } from 'next/headers'
import { cache } from 'react'
import { createTranslator, type Messages, type NamespaceKeys, type NestedKeyOf } from 'use-intl/core'
import { de } from '@/messages/de'
import { en } from '@/messages/en'
import { chosenLanguage } from './chosen'
import { type Language, localeOf, preferred } from './locale'

const MESSAGES: Record<Language, Messages> = { en, de }

/** The reader's language: what they chose, else what their browser asks for. */
export const language = cache(async (): Promise<Language> => {
  return (await chosenLanguage()) ?? preferred((await headers()).get('accept-language'))
})

/** What their dates, numbers and money are formatted by: the language, and their region of it. Islands get it from here. */
export const locale = cache(async (): Promise<string> => {
  return localeOf(await language(), (await headers()).get('accept-language'))
})

/** All messages in the reader's language. */
export async function messages(): Promise<Messages> {
  return MESSAGES[await language()]
}

/** The words of one place, on the server: `const t = await words('invoice')`. */
export async function words<N extends NamespaceKeys<Messages, NestedKeyOf<Messages>>>(namespace: N) {
  return createTranslator({ locale: await locale(), messages: await messages(), namespace, timeZone: 'UTC' })
}
