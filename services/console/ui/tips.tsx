'use client'

import { useEffect } from 'react'

/** How near to the window's edge a tip comes. */
const EDGE_PX = 8

/**
 * Shows the tips of a page, one at a time, in the top layer, where no table that scrolls cuts them. One listener for all. A tip
 * stays while the pointer is on its word or on itself, or the focus is on its word; Escape puts it away (WCAG 1.4.13).
 */
export function Tips() {
  useEffect(() => {
    const gone = new AbortController()
    const { signal } = gone
    let word: Element | null = null
    const look = (at: EventTarget | null) => {
      const found = wordOf(at) ?? wordOf(document.activeElement) ?? document.querySelector('[data-tip]:hover')
      if (found === word) return
      tipOf(word)?.hidePopover()
      word = found
      tipOf(word)?.showPopover()
      place()
    }
    const place = () => {
      const tip = tipOf(word)
      if (!word || !tip) return
      const { left, top, bottom } = word.getBoundingClientRect()
      const { width, height } = tip.getBoundingClientRect()
      // It touches its word: on the way from one to the other the pointer never leaves both.
      const below = bottom + height <= window.innerHeight
      tip.style.top = `${below ? bottom : top - height}px`
      tip.style.left = `${Math.max(EDGE_PX, Math.min(left, window.innerWidth - width - EDGE_PX))}px`
    }
    document.addEventListener('pointerover', ({ target }) => look(target), { signal })
    document.addEventListener('focusin', ({ target }) => look(target), { signal })
    document.addEventListener('focusout', ({ relatedTarget }) => look(relatedTarget), { signal })
    document.addEventListener('scroll', place, { signal, capture: true, passive: true })
    const onKey = (event: KeyboardEvent) => {
      const tip = tipOf(word)
      if (event.key !== 'Escape' || !tip?.matches(':popover-open')) return
      tip.hidePopover()
      // What it stands in stays open.
      event.stopPropagation()
    }
    document.addEventListener('keydown', onKey, { signal, capture: true })
    return () => gone.abort()
  }, [])
  return null
}

function wordOf(at: EventTarget | null): Element | null {
  return at instanceof Element ? at.closest('[data-tip]') : null
}

function tipOf(word: Element | null): HTMLElement | null {
  return word?.querySelector<HTMLElement>('[popover]') ?? null
}
