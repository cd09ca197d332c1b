'use client'

import { useSyncExternalStore } from 'react'

/** Whether the browser has a network. A page begins with one: the server has just sent it. */
export function useOnline(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => navigator.onLine,
    () => true,
  )
}

function subscribe(changed: () => void): () => void {
  const gone = new AbortController()
  window.addEventListener('online', changed, { signal: gone.signal })
  window.addEventListener('offline', changed, { signal: gone.signal })
  return () => gone.abort()
}
