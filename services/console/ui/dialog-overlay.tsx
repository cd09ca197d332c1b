'use client'

import type { ReactNode } from 'react'
import { Dialog } from 'react-aria-components/Dialog'
import { Heading } from 'react-aria-components/Heading'
import { I18nProvider } from 'react-aria-components/I18nProvider'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'

type Props = { title: string; wide: boolean; onOpenChange: (open: boolean) => void; children: ReactNode }

/** What draws an open dialog. */
export function DialogOverlay({ title, wide, onOpenChange, children }: Props) {
  return (
    <I18nProvider locale={document.documentElement.lang}>
      <ModalOverlay
        isOpen
        isDismissable
        onOpenChange={onOpenChange}
        className="fixed inset-0 z-40 grid place-items-start justify-items-center overflow-y-auto bg-backdrop p-4 pt-[12vh]"
      >
        <Modal
          className={`w-full ${wide ? 'max-w-2xl' : 'max-w-md'} rounded-xl border border-line bg-overlay shadow-xl`}
        >
          <Dialog className="grid grid-cols-1 gap-4 p-5 outline-none">
            <Heading slot="title" className="break-words font-semibold text-lg">
              {title}
            </Heading>
            {children}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </I18nProvider>
  )
}
