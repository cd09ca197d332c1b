import type { ReactNode } from 'react'
import { type ButtonTone, buttonClass } from './button-class'

/** A link that looks like a button: for where one goes, not for what one does. */
export function LinkButton({ href, tone, children }: { href: string; tone?: ButtonTone; children: ReactNode }) {
  return (
    <a href={href} className={buttonClass(tone)}>
      {children}
    </a>
  )
}
