import type { ReactNode } from 'react'
import { Logo } from '@/components/frame/logo'

/** Pages for who has not logged in: one thing in the middle. */
export default function PublicLayout({ children }: { children: ReactNode }) {
  return (
    <div className="mx-auto grid w-full max-w-sm content-start gap-8 px-4 py-12 sm:py-20">
      <Logo />
      <main id="main">{children}</main>
    </div>
  )
}
