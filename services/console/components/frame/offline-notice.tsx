'use client'

import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { useEffect, useState } from 'react'
import { useOnline } from '@/lib/forms/use-online'
import { whenFree } from '@/lib/live/hold'
import { soon } from '@/lib/live/soon'
import { keep, keptAt } from '@/lib/offline/kept'
import { useReader, useWords } from '@/lib/words/client'

/** What is shown for less is not read: it is not kept, and asks nothing of the server. */
const READ_MS = 2_000

/** The pause before a page that was kept is asked for once more. */
const AGAIN_MS = 10_000

/** What this tab began with: it alone may come from the service worker, the rest is the router's. */
let begunWith: string | undefined

/** Of when what is shown is, by the browser's clock, and whether the service worker had kept it. */
type Shown = { at: number; kept: boolean }

/**
 * Says that the network is away, or that what one sees was kept, and of when it is. Has pages that are read be kept, and
 * those that were kept be read again. `renderedAt` only tells one answer of the server from another: its clock is not ours.
 */
export function OfflineNotice({ renderedAt }: { renderedAt: number }) {
  const t = useWords('frame')
  const { locale, timeZone } = useReader()
  const router = useRouter()
  const online = useOnline()
  const what = `${renderedAt} ${usePathname()}?${useSearchParams()}`
  const [shown, setShown] = useState<Shown | null>(null)
  useEffect(() => {
    begunWith ??= what
    const at = what === begunWith ? keptAt() : null
    setShown((last) => {
      if (at !== null) return { at, kept: true }
      // What appears without a network is nothing new.
      return navigator.onLine || !last ? { at: Date.now(), kept: false } : last
    })
  }, [what])
  useEffect(() => {
    if (!shown || !online) return
    const gone = new AbortController()
    const url = location.origin + location.pathname + location.search
    const ask = async () => {
      const answered = await keep({ url, anew: shown.kept })
      if (gone.signal.aborted || !shown.kept) return
      // Without an answer, the router would leave the page for the browser's own error.
      if (answered) whenFree(() => soon(() => router.refresh()), gone.signal)
      else timer = setTimeout(ask, AGAIN_MS)
    }
    let timer = setTimeout(ask, shown.kept ? 0 : READ_MS)
    gone.signal.addEventListener('abort', () => clearTimeout(timer))
    return () => gone.abort()
  }, [shown, online, router])
  if (!shown || (online && !shown.kept)) return <div role="status" />
  const at = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(shown.at)
  return (
    <div role="status" className="border-line border-b bg-warn-soft px-4 py-2 text-center text-warn print:hidden">
      {t(online ? 'kept' : 'offline', { at })}
    </div>
  )
}
