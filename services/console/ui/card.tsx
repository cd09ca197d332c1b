import type { ReactNode } from 'react'

type Props = { title?: string; aside?: ReactNode; children: ReactNode; id?: string; danger?: boolean }

/** A part of a page, with its own heading. */
export function Card({ title, aside, children, id, danger = false }: Props) {
  return (
    <section
      id={id}
      aria-label={title}
      className={`rounded-lg border bg-raised p-4 sm:p-5 print:border-0 print:p-0 ${danger ? 'border-danger' : 'border-line'}`}
    >
      {title ? (
        <div className="mb-4 flex flex-wrap items-center justify-between gap-2">
          <h2 className="min-w-0 break-words font-semibold text-base">{title}</h2>
          {aside}
        </div>
      ) : null}
      {children}
    </section>
  )
}
