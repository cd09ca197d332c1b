import type { ReactNode } from 'react'

/** More about a word, under the pointer and on focus; without a script. */
export function Tip({ text, children }: { text: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what the pointer shows, the keyboard has to reach (WCAG 1.4.13)
    <span tabIndex={0} className="group relative inline-block whitespace-nowrap rounded-sm">
      {children}
      <span className="pointer-events-none absolute hidden start-0 top-full z-30 mt-1 rounded-md border border-line bg-overlay px-2 py-1 text-ink text-xs shadow-md group-hover:block group-focus:block print:hidden">
        {text}
      </span>
    </span>
  )
}
