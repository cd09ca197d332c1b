import type { ReactNode } from 'react'
import { PageTitle } from './page-title'

type Props = {
  title: string
  /** Beside the title: a state. */
  beside?: ReactNode
  /** Under the title: an id, an address. */
  under?: ReactNode
  /** What can be done here. */
  actions?: ReactNode
}

/** A page's heading, which takes the focus after a navigation. */
export function PageHeader({ title, beside, under, actions }: Props) {
  return (
    <header className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="grid min-w-0 gap-1.5">
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
          <PageTitle>{title}</PageTitle>
          {beside}
        </div>
        {under ? <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted">{under}</div> : null}
      </div>
      {actions ? <div className="flex flex-wrap gap-2">{actions}</div> : null}
    </header>
  )
}
