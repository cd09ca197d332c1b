import type { ChangeEventHandler, ReactNode } from 'react'

type Props = {
  name: string
  value?: string
  defaultChecked?: boolean
  disabled?: boolean
  /** Where the choice holds at once, without a form. */
  onChange?: ChangeEventHandler<HTMLInputElement>
  children: ReactNode
}

/** A choice of its own; the browser's, so that it works before any script. */
export function Checkbox({ children, ...input }: Props) {
  return (
    <label className="flex min-h-6 items-start gap-2.5">
      <input type="checkbox" {...input} className="mt-0.5 size-4.5 shrink-0 accent-(--color-accent)" />
      <span>{children}</span>
    </label>
  )
}
