'use client'

import { useEffect } from 'react'
import { sessionOfTabs } from '@/lib/session/log-out'
import { whenIdle } from '@/lib/when-idle'

const YEAR_S = 31_536_000

/** Tells the server the reader's time zone, keeps what is read for bad days, and leaves when another tab has logged out. */
export function BrowserFacts() {
  useEffect(() => {
    const gone = new AbortController()
    whenIdle(() => {
      tellZone()
      keepWhatIsRead()
    }, gone.signal)
    const session = sessionOfTabs()
    session.onmessage = () => location.assign('/log-in')
    return () => {
      gone.abort()
      session.close()
    }
  }, [])
  return null
}

function tellZone(): void {
  const zone = encodeURIComponent(new Intl.DateTimeFormat().resolvedOptions().timeZone)
  // biome-ignore lint/suspicious/noDocumentCookie: the server has to know it, and the Cookie Store API is not in every browser
  document.cookie = `timezone=${zone}; path=/; max-age=${YEAR_S}; samesite=lax; secure`
}

function keepWhatIsRead(): void {
  if (process.env.NODE_ENV !== 'production' || !('serviceWorker' in navigator)) return
  // Without it everything works but reading offline: a browser that refuses it (private windows) may.
  navigator.serviceWorker
    .register(new URL('../../lib/offline/worker.ts', import.meta.url), { scope: '/' })
    .catch(() => undefined)
}
