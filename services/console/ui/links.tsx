'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'

/**
 * Follows the console's links without loading a page anew. One listener for all: a link is plain HTML, so that a page with
 * many starts no slower than one with few, and it works before any script. `data-scroll="keep"` on a link leaves the page
 * where it is.
 */
export function Links() {
  const router = useRouter()
  useEffect(() => {
    const gone = new AbortController()
    const follow = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href]') : null
      if (!link || event.defaultPrevented || isForTheBrowser(event) || !isPage(link)) return
      event.preventDefault()
      router.push(link.pathname + link.search + link.hash, { scroll: link.dataset.scroll !== 'keep' })
    }
    // After React's own listeners, which are on the document too: what an island does with a click goes first.
    document.addEventListener('click', follow, { signal: gone.signal })
    return () => gone.abort()
  }, [router])
  return null
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
