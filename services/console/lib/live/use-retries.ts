'use client'

import { useEffect } from 'react'
import { pauseAfter } from './pauses'

/** After so long without a try, what fails is another bad day. */
const FORGOTTEN_MS = 60_000

/** The page of an error is made anew by each try that fails, and would forget how many there were. */
let tries = 0
let lastAt = 0

type Failed = Error & { digest?: string }

/** Whether it may be over by itself: what is asked wrongly, or by somebody who may not, stays so. */
export function mayPass({ digest = '' }: Failed): boolean {
  return !/^(FORBIDDEN|BAD_USER_INPUT|QUERY_TOO_COMPLEX):/.test(digest)
}

/**
 * Tries again what failed, after pauses that grow, and are never the same for everybody. A hidden tab does when it is seen
 * again, one without a network when it is back: the router would leave the page for the browser's own error.
 */
export function useRetries(error: Failed, retry: () => void): void {
  useEffect(() => {
    if (!mayPass(error)) return
    if (Date.now() - lastAt > FORGOTTEN_MS) tries = 0
    const gone = new AbortController()
    let late = false
    const again = () => {
      late = document.hidden || !navigator.onLine
      if (late) return
      tries += 1
      lastAt = Date.now()
      retry()
    }
    const timer = setTimeout(again, pauseAfter(tries) * (0.5 + Math.random()))
    gone.signal.addEventListener('abort', () => clearTimeout(timer))
    document.addEventListener('visibilitychange', () => late && again(), { signal: gone.signal })
    window.addEventListener('online', () => late && again(), { signal: gone.signal })
    return () => gone.abort()
  }, [error, retry])
}
