'use client'

import dynamic from 'next/dynamic'
import { type ReactNode, useRef, useState } from 'react'
import { PressContext } from './press'

const MenuPopover = dynamic(() => import('./menu-popover').then(({ MenuPopover }) => MenuPopover), { ssr: false })

export type MenuEntry = { id: string; label: string; href?: string; onAction?: () => void; current?: boolean }

/** A button with a list of what one may do or where one may go. What draws the list is loaded when it is first opened. */
export function Menu({
  trigger,
  label,
  entries,
}: {
  trigger: ReactNode
  label: string
  entries: readonly MenuEntry[]
}) {
  const [open, setOpen] = useState(false)
  const ref = useRef<HTMLButtonElement>(null)
  return (
    <>
      <PressContext value={{ onPress: () => setOpen(!open), ref, 'aria-haspopup': 'menu', 'aria-expanded': open }}>
        {trigger}
      </PressContext>
      {open ? <MenuPopover anchor={ref} label={label} entries={entries} onOpenChange={setOpen} /> : null}
    </>
  )
}
