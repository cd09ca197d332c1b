'use client'

import { Button as AriaButton, type ButtonProps } from 'react-aria-components/Button'

type Props = Omit<ButtonProps, 'className' | 'style' | 'children'> & {
  'aria-label': string
  className?: string
  children: React.ReactNode
}

/** A button that is an icon; its name is for those who do not see it, and for voice control. */
export function IconButton({ className = '', children, ...props }: Props) {
  return (
    <AriaButton
      {...props}
      className={`inline-grid size-9 place-items-center rounded-md text-muted hover:bg-hover hover:text-ink print:hidden ${className}`}
    >
      {children}
    </AriaButton>
  )
}
