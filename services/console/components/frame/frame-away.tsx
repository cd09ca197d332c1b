import type { ReactNode } from 'react'
import { Logo } from './logo'

/** The frame where nothing of it could be read: its look, and the way to the start page. */
export function FrameAway({ children }: { children: ReactNode }) {
  return (
    <div className="lg:grid lg:min-h-dvh lg:grid-cols-[15rem_1fr]">
      <header className="flex h-14 items-center border-line border-b px-4 lg:h-auto lg:items-start lg:border-e lg:border-b-0 lg:py-4">
        <Logo />
      </header>
      <main id="main" className="min-w-0">
        {children}
      </main>
    </div>
  )
}
