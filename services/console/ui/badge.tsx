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

/** A state in a word. The shape before the word differs too: no state by colour alone. */
const MARKS = { good: '●', busy: '◐', warn: '▲', bad: '✕', quiet: '○' } satisfies Record<Tone, string>

export function Badge({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span
      className={`inline-flex items-center gap-1.5 whitespace-nowrap rounded-full px-2.5 py-0.5 font-medium text-xs ${TONES[tone]}`}
    >
      <span aria-hidden="true" className="text-[0.6rem]">
        {MARKS[tone]}
      </span>
      <span>{children}</span>
    </span>
  )
}
