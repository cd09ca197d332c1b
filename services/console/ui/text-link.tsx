import type { ReactNode } from 'react'

/** A link in a text. */
export function TextLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a href={href} className="rounded-sm text-accent underline decoration-1 underline-offset-3 hover:text-accent-hover">
      {children}
    </a>
  )
}
