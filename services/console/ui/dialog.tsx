'use client'

import dynamic from 'next/dynamic'
import { type ReactNode, useRef, useState } from 'react'
import { PressContext } from './press'

const DialogOverlay = dynamic(() => import('./dialog-overlay').then(({ DialogOverlay }) => DialogOverlay), {
  ssr: false,
})

type Props = {
  title: string
  /** The button that opens it; none where `open` is kept outside. */
  trigger?: ReactNode
  open?: boolean
  onOpenChange?: (open: boolean) => void
  wide?: boolean
  children: ReactNode | ((close: () => void) => ReactNode)
}

/**
 * A question in front of the page: it holds the focus, Escape closes it, and the focus goes back to where it was. What
 * draws it is loaded when it is first opened.
 */
export function Dialog({ title, trigger, open, onOpenChange, wide = false, children }: Props) {
  const [opened, setOpened] = useState(false)
  const ref = useRef<HTMLButtonElement>(null)
  const isOpen = open ?? opened
  const change = onOpenChange ?? setOpened
  return (
    <>
      {trigger ? (
        <PressContext value={{ onPress: () => change(true), ref, 'aria-haspopup': 'dialog', 'aria-expanded': isOpen }}>
          {trigger}
        </PressContext>
      ) : null}
      {isOpen ? (
        <PressContext value={null}>
          <DialogOverlay title={title} wide={wide} onOpenChange={change}>
            {typeof children === 'function' ? children(() => change(false)) : children}
          </DialogOverlay>
        </PressContext>
      ) : null}
    </>
  )
}
