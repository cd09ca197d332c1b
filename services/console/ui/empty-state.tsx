import type { ReactNode } from 'react'
import { LinkButton } from './link-button'

type Props = { title: string; children?: ReactNode; action?: { label: string; href: string } }

/** Nothing is here, and what to do about it. */
export function EmptyState({ title, children, action }: Props) {
  return (
    <div className="grid justify-items-center gap-3 rounded-lg border border-line border-dashed px-6 py-12 text-center">
      <p className="font-medium text-base">{title}</p>
      {children ? <div className="max-w-prose text-muted">{children}</div> : null}
      {action ? (
        <LinkButton href={action.href} tone="primary">
          {action.label}
        </LinkButton>
      ) : null}
    </div>
  )
}
