'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useState, useTransition } from 'react'
import { goBy, goTo } from '@/lib/going'

/** What comes sooner needs no word that it is coming. */
const SLOW_MS = 200

/**
 * Follows the console's links without loading a page anew. One listener for all: a link is plain HTML, so that a page with
 * many starts no slower than one with few, and it works before any script. `data-scroll="keep"` on a link leaves the page
 * where it is. While a page takes its time, whatever led to it, a bar says so: `going` is what is heard of it.
 */
export function Links({ going }: { going: string }) {
  const router = useRouter()
  const [isGoing, startGoing] = useTransition()
  const [slow, setSlow] = useState(false)
  useEffect(() => goBy((href, options) => startGoing(() => router.push(href, options))), [router])
  useEffect(() => {
    if (!isGoing) return
    const timer = setTimeout(() => setSlow(true), SLOW_MS)
    return () => {
      clearTimeout(timer)
      setSlow(false)
    }
  }, [isGoing])
  useEffect(() => {
    const gone = new AbortController()
    const follow = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href]') : null
      if (!link || event.defaultPrevented || isForTheBrowser(event) || !isPage(link)) return
      event.preventDefault()
      goTo(link.pathname + link.search + link.hash, { scroll: link.dataset.scroll !== 'keep' })
    }
    // After React's own listeners, which are on the document too: what an island does with a click goes first.
    document.addEventListener('click', follow, { signal: gone.signal })
    return () => gone.abort()
  }, [])
  return (
    <div role="status">
      {slow ? (
        <div className="fixed inset-x-0 top-0 z-50 print:hidden">
          <span className="sr-only">{going}</span>
          <span className="block origin-left border-accent border-t-2 motion-safe:animate-going" />
        </div>
      ) : null}
    </div>
  )
}

/** Another tab, another window, a download: what people ask of the browser by a key or another button. */
function isForTheBrowser({ button, metaKey, ctrlKey, shiftKey, altKey }: MouseEvent): boolean {
  return button !== 0 || metaKey || ctrlKey || shiftKey || altKey
}

/** A page of the console; a place on the page that is shown is none, nor is a file. */
function isPage(link: HTMLAnchorElement): boolean {
  if (link.origin !== location.origin || link.pathname.startsWith('/api/')) return false
  if (link.target !== '' || link.hasAttribute('download')) return false
  return link.hash === '' || link.pathname !== location.pathname || link.search !== location.search
}
