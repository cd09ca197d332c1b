import type { ReactNode } from 'react'

type Props = { title: string; children?: ReactNode; detail?: string | undefined; action?: ReactNode }

/** Something went wrong: what, under which id, and what to do. */
export function Problem({ title, children, detail, action }: Props) {
  return (
    <div role="alert" className="grid max-w-prose gap-3 rounded-lg border border-danger bg-danger-soft p-5">
      <p className="font-semibold text-base text-danger">{title}</p>
      {children}
      {detail ? <p className="font-mono text-xs">{detail}</p> : null}
      {action ? <div className="flex flex-wrap gap-2">{action}</div> : null}
    </div>
  )
}
