import type { ReactNode } from 'react'

type Props = {
  caption: string
  columns: readonly (string | { label: string; end: true })[]
  children: ReactNode
  /** Which end of it comes first. */
  sort?: ReactNode
  pager?: ReactNode
}

/**
 * A list with columns. Wider than the screen it scrolls by itself, and the keyboard reaches it; what lies over it scrolls with
 * it (`relative`), else the page would be as wide as the list.
 */
export function Table({ caption, columns, children, sort, pager }: Props) {
  return (
    <div className="grid gap-3">
      {sort}
      <section
        aria-label={caption}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard (WCAG 2.1.1)
        tabIndex={0}
        className="relative overflow-x-auto rounded-lg border border-line bg-raised"
      >
        <table className="w-full border-collapse text-start">
          <caption className="sr-only">{caption}</caption>
          <thead className="border-line border-b text-muted text-xs">
            <tr>
              {columns.map((column) => {
                const [label, end] = typeof column === 'string' ? [column, false] : [column.label, true]
                return (
                  <th key={label} scope="col" className={`px-4 py-2.5 font-medium ${end ? 'text-end' : 'text-start'}`}>
                    {label}
                  </th>
                )
              })}
            </tr>
          </thead>
          <tbody className="[&_td]:px-4 [&_td]:py-2.5 [&_th]:px-4 [&_th]:py-2.5 [&_th]:text-start [&_th]:font-medium [&_tr:not(:last-child)]:border-line [&_tr:not(:last-child)]:border-b">
            {children}
          </tbody>
        </table>
      </section>
      {pager}
    </div>
  )
}
