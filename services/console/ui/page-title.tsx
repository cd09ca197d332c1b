'use client'

import { useEffect, useRef } from 'react'

let firstPage = true

/** The page's one `h1`. After a navigation inside of the console it takes the focus, so that screen readers say where one is. */
export function PageTitle({ children }: { children: string }) {
  const title = useRef<HTMLHeadingElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another title is another page
  useEffect(() => {
    if (!firstPage) title.current?.focus({ preventScroll: true })
    firstPage = false
  }, [children])
  return (
    <h1 ref={title} tabIndex={-1} className="min-w-0 break-words font-semibold text-2xl tracking-tight">
      {/* Names come in every script: each keeps its own direction. */}
      <bdi>{children}</bdi>
    </h1>
  )
}
