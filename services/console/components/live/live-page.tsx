'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef, useTransition } from 'react'
import { listen } from '@/lib/live/listen'

/** At most this often a page is read again. */
const PAUSE_MS = 250

/**
 * Reads the page again when something that it shows has changed: `types` are beginnings of event types. A hidden tab does
 * when it is seen again, an offline one when it is back.
 */
export function LivePage({ organization, types }: { organization: string; types: readonly string[] }) {
  const router = useRouter()
  const [reading, startReading] = useTransition()
  const wanted = types.join(' ')
  // Heard of while the page is being read: it is read once more after that, and not many times at once.
  const again = useRef<() => void>(() => undefined)
  const busy = useRef(false)
  const late = useRef(false)
  useEffect(() => {
    busy.current = reading
    if (!reading && late.current) again.current()
  }, [reading])
  useEffect(() => {
    const gone = new AbortController()
    const prefixes = wanted.split(' ')
    let timer: ReturnType<typeof setTimeout> | undefined
    let last = 0
    let missed = false
    const readAgain = () => {
      // Offline, the router would leave the page for the browser's own error.
      missed = document.hidden || !navigator.onLine
      late.current = busy.current
      if (missed || late.current || timer) return
      timer = setTimeout(
        () => {
          timer = undefined
          last = Date.now()
          busy.current = true
          startReading(() => router.refresh())
        },
        Math.max(0, last + PAUSE_MS - Date.now()),
      )
    }
    again.current = readAgain
    document.addEventListener('visibilitychange', () => missed && readAgain(), { signal: gone.signal })
    window.addEventListener('online', readAgain, { signal: gone.signal })
    listen(
      organization,
      (heard) => {
        if (heard.gap || prefixes.some((prefix) => heard.change.type.startsWith(prefix))) readAgain()
      },
      gone.signal,
    )
    return () => {
      gone.abort()
      clearTimeout(timer)
    }
  }, [organization, wanted, router])
  return null
}
