'use client'

import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import type { FormState } from '@/lib/forms/form-state'
import { say } from './said'

type Action = (last: FormState, form: FormData) => Promise<FormState>

/** What goes later than this after its action goes for another reason. */
const AFTERWARDS_MS = 5_000

/**
 * For a button that may go with what it did, as "Remove" goes with its row: then `said` is heard, and the focus, which went
 * with it, moves to the next button of the kind in the list, else to the heading above. Answers where the button stands, and
 * the action to call.
 */
export function useGone(action: Action, said: string | undefined): [RefObject<HTMLDivElement | null>, Action] {
  const place = useRef<HTMLDivElement>(null)
  const done = useRef<{ at: number; said: string | undefined }>(null)
  const next = useRef<HTMLElement[]>([])
  const watched: Action = async (last, form) => {
    const state = await action(last, form)
    if (state.done) done.current = { at: performance.now(), said }
    return state
  }
  // While it still stands in its list …
  useLayoutEffect(
    () => () => {
      if (done.current && place.current) next.current = nextTo(place.current)
    },
    [],
  )
  // … and after all that went with it: a question that was open keeps the focus from the page until then.
  useEffect(
    () => () => {
      const { at, said } = done.current ?? { at: Number.NEGATIVE_INFINITY }
      if (performance.now() - at < AFTERWARDS_MS) requestAnimationFrame(() => goOn(next.current, said))
    },
    [],
  )
  // The server renders the action itself, so that the form works before any script.
  return [place, typeof window === 'undefined' ? action : watched]
}

/** Where one may go on when this is gone, the best first. */
function nextTo(place: Element): HTMLElement[] {
  const kind = place.querySelector('button')?.textContent
  const buttons = [...(place.closest('table, ul')?.querySelectorAll('button') ?? [])].filter(
    (button) => button.textContent === kind && isAfter(button, place),
  )
  const headings = [...document.querySelectorAll<HTMLElement>('h1, h2, h3')].filter((heading) =>
    isAfter(place, heading),
  )
  return [...buttons, ...headings.toReversed()]
}

function isAfter(one: Element, other: Element): boolean {
  return (other.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0
}

/** Not so on another page, where nothing of this is any more. */
function goOn(next: readonly HTMLElement[], said: string | undefined): void {
  const to = next.find(({ isConnected }) => isConnected)
  if (!to) return
  if (document.activeElement === document.body) {
    if (!(to instanceof HTMLButtonElement)) to.tabIndex = -1
    to.focus()
  }
  if (said) say(said)
}
