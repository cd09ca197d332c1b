import type { ReactNode } from 'react'

const TONES = {
  info: 'border-line bg-accent-soft text-ink',
  good: 'border-line bg-good-soft text-good',
  warn: 'border-line bg-warn-soft text-warn',
  bad: 'border-danger bg-danger-soft text-danger',
}

/** A remark that belongs to what is below it. `live`: it appears while one reads, and is said. */
export function Notice({
  tone = 'info',
  live,
  children,
}: {
  tone?: keyof typeof TONES
  live?: boolean
  children: ReactNode
}) {
  return (
    <div role={live ? 'status' : undefined} className={`rounded-md border px-4 py-3 ${TONES[tone]}`}>
      {children}
    </div>
  )
}
