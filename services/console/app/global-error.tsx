'use client'

import { useSyncExternalStore } from 'react'
import { mayPass, useRetries } from '@/lib/live/use-retries'
import { isLanguage, type Language, preferred } from '@/lib/words/locale'
import { broken as de } from '@/messages/de/broken'
import { broken as en } from '@/messages/en/broken'

const WORDS = { en, de } satisfies Record<Language, typeof en>

/** `retry` reads from the server anew. */
type Props = { error: Error & { digest?: string }; retry: () => void }

/** The frame itself failed. It stands alone: no words but its own, no styles but the browser's. */
export default function GlobalError({ error, retry }: Props) {
  const language = useSyncExternalStore(nothingChanges, readersLanguage, () => 'en' as const)
  const words = WORDS[language]
  useRetries(error, retry)
  const [, requestId] = (error.digest ?? '').split(':')
  return (
    <html lang={language}>
      <body>
        <main>
          <h1>{words.title}</h1>
          <p>{words.text}</p>
          {mayPass(error) ? <p>{words.retries}</p> : null}
          {requestId ? <p>{`${words.request} ${requestId}`}</p> : null}
          <button type="button" onClick={retry}>
            {words.retry}
          </button>
        </main>
      </body>
    </html>
  )
}

/** What the server goes by too: what they chose, else what the browser asks for. */
function readersLanguage(): Language {
  const [, chosen] = /(?:^|; )language=(\w+)/.exec(document.cookie) ?? []
  return isLanguage(chosen) ? chosen : preferred(navigator.languages.join(','))
}

const nothingChanges = () => () => undefined
