'use client'

import type { ReactNode } from 'react'
import { Menu as AriaMenu, MenuItem, MenuTrigger } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'

export type MenuEntry = { id: string; label: string; href?: string; onAction?: () => void; current?: boolean }

/** A button with a list of what one may do or where one may go. */
export function Menu({
  trigger,
  label,
  entries,
}: {
  trigger: ReactNode
  label: string
  entries: readonly MenuEntry[]
}) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover className="min-w-48 max-w-[calc(100vw-2rem)] rounded-lg border border-line bg-overlay p-1 shadow-lg">
        <AriaMenu aria-label={label} className="outline-none">
          {entries.map((entry) => (
            <MenuItem
              key={entry.id}
              id={entry.id}
              textValue={entry.label}
              {...(entry.href && { href: entry.href })}
              {...(entry.onAction && { onAction: entry.onAction })}
              className={`block cursor-pointer truncate rounded-md px-3 py-2 focus:bg-hover ${entry.current ? 'font-semibold' : ''}`}
            >
              <bdi>{entry.label}</bdi>
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  )
}
