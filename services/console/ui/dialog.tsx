'use client'

import type { ReactNode } from 'react'
import { Dialog as AriaDialog, DialogTrigger } from 'react-aria-components/Dialog'
import { Heading } from 'react-aria-components/Heading'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'

type Props = {
  title: string
  /** The button that opens it; none where `open` is kept outside. */
  trigger?: ReactNode
  open?: boolean
  onOpenChange?: (open: boolean) => void
  wide?: boolean
  children: ReactNode | ((close: () => void) => ReactNode)
}

/** A question in front of the page: it holds the focus, Escape closes it, and the focus goes back to where it was. */
export function Dialog({ title, trigger, open, onOpenChange, wide = false, children }: Props) {
  const overlay = (
    <ModalOverlay
      isDismissable
      {...(open !== undefined && { isOpen: open })}
      {...(onOpenChange && { onOpenChange })}
      className="fixed inset-0 z-40 grid place-items-start justify-items-center overflow-y-auto bg-backdrop p-4 pt-[12vh]"
    >
      <Modal className={`w-full ${wide ? 'max-w-2xl' : 'max-w-md'} rounded-xl border border-line bg-overlay shadow-xl`}>
        <AriaDialog className="grid gap-4 p-5 outline-none">
          {({ close }) => (
            <>
              <Heading slot="title" className="font-semibold text-lg">
                {title}
              </Heading>
              {typeof children === 'function' ? children(close) : children}
            </>
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
  return trigger ? (
    <DialogTrigger>
      {trigger}
      {overlay}
    </DialogTrigger>
  ) : (
    overlay
  )
}
