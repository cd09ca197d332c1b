'use client'

import { useRouter } from 'next/navigation'
import { startTransition, useEffect } from 'react'
import { whenFree } from '@/lib/live/hold'
import { pauseAfter } from '@/lib/live/pauses'

type Props = {
  /** Something is soon over: the first looks come one after the other. */
  soon?: boolean
}

/**
 * Reads the page again, for what changes without an event that the reader hears. A hidden tab does not look, nor one without
 * a network: there the router would leave the page for the browser's own error. Where somebody is typing, it waits for them.
 */
export function ReadAgain({ soon = false }: Props) {
  const router = useRouter()
  useEffect(() => {
    const gone = new AbortController()
    let looks = soon ? 0 : Number.POSITIVE_INFINITY
    let timer: ReturnType<typeof setTimeout>
    const look = () => {
      if (!document.hidden && navigator.onLine) startTransition(() => router.refresh())
      looks += 1
      wait()
    }
    const wait = () => {
      timer = setTimeout(() => whenFree(look, gone.signal), pauseAfter(looks))
    }
    wait()
    gone.signal.addEventListener('abort', () => clearTimeout(timer))
    return () => gone.abort()
  }, [router, soon])
  return null
}
