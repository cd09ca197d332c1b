'use client'

import { useEffect, useState, useSyncExternalStore } from 'react'
import { useReader, useWords } from '@/lib/words/client'

/** A page that is older than this when it appears was not read now, but kept from before. */
const FRESH_MS = 60_000

/** Says that the network is away, or that what one sees was kept, and of when it is. */
export function OfflineNotice({ renderedAt }: { renderedAt: number }) {
  const t = useWords('frame')
  const { locale, timeZone } = useReader()
  const online = useSyncExternalStore(
    subscribe,
    () => navigator.onLine,
    () => true,
  )
  const [kept, setKept] = useState(false)
  useEffect(() => setKept(Date.now() - renderedAt > FRESH_MS), [renderedAt])
  if (online && !kept) return <div role="status" />
  const at = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(renderedAt)
  return (
    <div role="status" className="border-line border-b bg-warn-soft px-4 py-2 text-center text-warn print:hidden">
      {t('offline', { at })}
    </div>
  )
}

function subscribe(changed: () => void): () => void {
  const gone = new AbortController()
  window.addEventListener('online', changed, { signal: gone.signal })
  window.addEventListener('offline', changed, { signal: gone.signal })
  return () => gone.abort()
}
