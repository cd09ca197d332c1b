'use client'

import { type ComponentProps, type ReactNode, useContext } from 'react'
import { PressContext } from './press'

type Props = Pick<ComponentProps<'button'>, 'type' | 'aria-keyshortcuts'> & {
  'aria-label': string
  className?: string
  onPress?: () => void
  children: ReactNode
}

/** A button that is an icon; its name is for those who do not see it, and for voice control. */
export function IconButton({ className = '', onPress, children, ...native }: Props) {
  const { onPress: open, ...opens } = useContext(PressContext) ?? {}
  return (
    <button
      type="button"
      {...native}
      {...opens}
      onClick={() => {
        onPress?.()
        open?.()
      }}
      className={`inline-grid size-9 place-items-center rounded-md text-muted hover:bg-hover hover:text-ink print:hidden ${className}`}
    >
      {children}
    </button>
  )
}
