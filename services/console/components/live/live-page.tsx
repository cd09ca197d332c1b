'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef, useTransition } from 'react'
import { whenFree } from '@/lib/live/hold'
import { listen } from '@/lib/live/listen'
import { soon } from '@/lib/live/soon'

type Props = {
  /** Null hears of the reader's feed alone. */
  organization: string | null
  types: readonly string[]
}

/**
 * Reads the page again when something that it shows has changed: `types` are beginnings of event types. A hidden tab does
 * when it is seen again, an offline one when it is back, and one in which somebody is typing when that was sent.
 */
export function LivePage({ organization, types }: Props) {
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
    let missed = false
    let waits = false
    const readAgain = () => {
      if (waits) return
      waits = true
      whenFree(read, gone.signal)
    }
    const read = () => {
      waits = false
      // Offline, the router would leave the page for the browser's own error.
      missed = document.hidden || !navigator.onLine
      late.current = busy.current
      if (missed || late.current) return
      soon(() => {
        busy.current = true
        startReading(() => router.refresh())
      })
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
    return () => gone.abort()
  }, [organization, wanted, router])
  return null
}
