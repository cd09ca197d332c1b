'use client'

import { useRouter } from 'next/navigation'
import { startTransition, useEffect } from 'react'
import { listen } from '@/lib/live/listen'

/** At most this often a page is read again. */
const PAUSE_MS = 250

/**
 * Reads the page again when something that it shows has changed: `types` are beginnings of event types. A hidden tab does
 * when it is seen again.
 */
export function LivePage({ organization, types }: { organization: string; types: readonly string[] }) {
  const router = useRouter()
  const wanted = types.join(' ')
  useEffect(() => {
    const gone = new AbortController()
    const prefixes = wanted.split(' ')
    let timer: ReturnType<typeof setTimeout> | undefined
    let last = 0
    let missed = false
    const readAgain = () => {
      missed = document.hidden
      if (missed || timer) return
      timer = setTimeout(
        () => {
          timer = undefined
          last = Date.now()
          startTransition(() => router.refresh())
        },
        Math.max(0, last + PAUSE_MS - Date.now()),
      )
    }
    document.addEventListener('visibilitychange', () => missed && readAgain(), { signal: gone.signal })
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
