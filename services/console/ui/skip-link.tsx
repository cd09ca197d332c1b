import type { ReactNode } from 'react'

/** The first stop of the tab key: past the navigation. */
export function SkipLink({ children }: { children: ReactNode }) {
  return (
    <a
      href="#main"
      className="sr-only focus:not-sr-only focus:fixed focus:start-4 focus:top-4 focus:z-50 focus:rounded-md focus:bg-overlay focus:px-4 focus:py-2"
    >
      {children}
    </a>
  )
}
