'use client'

import { createContext, type ReactNode, useContext } from 'react'
import type { island } from '@/messages/en/island'
import { format, type Values } from './format'

type Messages = typeof island
type Keys<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Keys<T[K]>}` }[keyof T & string]

type Words = { locale: string; timeZone: string; messages: Messages }

const WordsContext = createContext<Words | null>(null)

/** Gives islands their words, in the reader's language. */
export function WordsProvider({ children, ...words }: Words & { children: ReactNode }) {
  return <WordsContext value={words}>{children}</WordsContext>
}

/** The words of one place under `island`: `const t = useWords('form')`. */
export function useWords<N extends keyof Messages>(place: N) {
  const { messages, locale } = useReader()
  const find = (key: string) =>
    key.split('.').reduce<unknown>((found, part) => {
      const named = typeof found === 'object' && found !== null && Object.hasOwn(found, part)
      return named ? (found as Record<string, unknown>)[part] : undefined
    }, messages[place])
  const t = (key: Keys<Messages[N]>, values: Values = {}): string => {
    const message = find(key)
    return typeof message === 'string' ? format(message, values, locale) : key
  }
  /** Whether there is such a message, for keys that come from outside. */
  t.has = (key: string): key is Keys<Messages[N]> => typeof find(key) === 'string'
  return t
}

/** The reader's words, and the locale and time zone that the server formats by. */
export function useReader(): Words {
  const words = useContext(WordsContext)
  if (!words) throw new Error('no WordsProvider around this')
  return words
}
