import type { ReactNode } from 'react'

/** What a state means: fine, under way, waiting for somebody, wrong, over. */
export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'quiet'

const TONES = {
  good: 'bg-good-soft text-good',
  busy: 'bg-accent-soft text-accent',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-danger-soft text-danger',
  quiet: 'bg-hover text-muted',
} satisfies Record<Tone, string>

/**
 * A state in a word. The shape before the word differs too: no state by colour alone. Drawn, not written: a sign that the
 * page's font lacks is looked for in all fonts of the system while the page waits.
 */
export function Badge({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span
      className={`inline-flex items-center gap-1.5 whitespace-nowrap rounded-full px-2.5 py-0.5 font-medium text-xs ${TONES[tone]}`}
    >
      <svg viewBox="0 0 10 10" aria-hidden="true" className="size-2.5 fill-none stroke-2 stroke-current">
        {MARKS[tone]}
      </svg>
      <span>{children}</span>
    </span>
  )
}

const MARKS = {
  good: <circle cx="5" cy="5" r="4" className="fill-current" />,
  busy: (
    <>
      <circle cx="5" cy="5" r="4" />
      <path d="M5 1a4 4 0 0 0 0 8" className="fill-current" />
    </>
  ),
  warn: <path d="M5 1.5 9 9H1z" strokeLinejoin="round" className="fill-current" />,
  bad: <path d="M1.5 1.5l7 7m0-7l-7 7" />,
  quiet: <circle cx="5" cy="5" r="4" />,
} satisfies Record<Tone, ReactNode>
