import { type ReactNode, useId } from 'react'

/**
 * More about a word, under the pointer and on focus; `ui/tips.tsx` shows it above everything, whatever it stands in. Without
 * a script it lies below its word.
 */
export function Tip({ text, children }: { text: string; children: ReactNode }) {
  const id = useId()
  return (
    <span
      data-tip
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what the pointer shows, the keyboard has to reach (WCAG 1.4.13)
      tabIndex={0}
      aria-describedby={id}
      className="group relative inline-block whitespace-nowrap rounded-sm"
    >
      {children}
      <span
        id={id}
        role="tooltip"
        popover="manual"
        className="fixed inset-auto z-30 rounded-md border border-line bg-overlay px-2 py-1 text-ink text-xs shadow-md noscript:absolute noscript:start-0 noscript:top-full noscript:group-focus:block noscript:group-hover:block print:hidden"
      >
        {text}
      </span>
    </span>
  )
}
