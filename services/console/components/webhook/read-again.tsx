'use client'

import { useRouter } from 'next/navigation'
import { startTransition, useEffect } from 'react'

/** Pauses between two looks, in milliseconds; after the last one it stays. */
const PAUSES_MS = [1_000, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000]

/**
 * Reads the page again while something on it is on its way: deliveries end without an event that could say so. A hidden tab
 * does not look.
 */
export function ReadAgain() {
  const router = useRouter()
  useEffect(() => {
    let look = 0
    let timer: ReturnType<typeof setTimeout>
    const wait = () => {
      timer = setTimeout(
        () => {
          if (!document.hidden) startTransition(() => router.refresh())
          look += 1
          wait()
        },
        PAUSES_MS[Math.min(look, PAUSES_MS.length - 1)],
      )
    }
    wait()
    return () => clearTimeout(timer)
  }, [router])
  return null
}
