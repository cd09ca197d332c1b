'use client'

import { type ReactNode, useEffect, useRef } from 'react'

/** Presses the first button in it as soon as the page is there, and so shows what comes after. */
export function Pressed({ when = true, children }: { when?: boolean; children: ReactNode }) {
  const inside = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (when) inside.current?.querySelector('button')?.click()
  }, [when])
  return <div ref={inside}>{children}</div>
}
