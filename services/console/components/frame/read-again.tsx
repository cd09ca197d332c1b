'use client'

import { useRouter } from 'next/navigation'
import { startTransition, useEffect } from 'react'

/** Pauses between two looks, in milliseconds; after the last one it stays. */
const PAUSES_MS = [1_000, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000]

type Props = {
  /** Something is soon over: the first looks come one after the other. */
  soon?: boolean
}

/**
 * Reads the page again, for what changes without an event that the reader hears. A hidden tab does not look, nor one without
 * a network: there the router would leave the page for the browser's own error.
 */
export function ReadAgain({ soon = false }: Props) {
  const router = useRouter()
  useEffect(() => {
    let look = soon ? 0 : PAUSES_MS.length
    let timer: ReturnType<typeof setTimeout>
    const wait = () => {
      timer = setTimeout(
        () => {
          if (!document.hidden && navigator.onLine) startTransition(() => router.refresh())
          look += 1
          wait()
        },
        PAUSES_MS[Math.min(look, PAUSES_MS.length - 1)],
      )
    }
    wait()
    return () => clearTimeout(timer)
  }, [router, soon])
  return null
}
