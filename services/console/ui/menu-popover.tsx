'use client'

import type { RefObject } from 'react'
import { I18nProvider } from 'react-aria-components/I18nProvider'
import { Menu, MenuItem } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import type { MenuEntry } from './menu'

type Props = {
  anchor: RefObject<HTMLButtonElement | null>
  label: string
  entries: readonly MenuEntry[]
  onOpenChange: (open: boolean) => void
}

/** What draws an open menu. Higher than the screen, it scrolls. */
export function MenuPopover({ anchor, label, entries, onOpenChange }: Props) {
  return (
    <I18nProvider locale={document.documentElement.lang}>
      <Popover
        isOpen
        onOpenChange={onOpenChange}
        triggerRef={anchor}
        className="min-w-48 max-w-[calc(100vw-2rem)] overflow-y-auto rounded-lg border border-line bg-overlay p-1 shadow-lg"
      >
        <Menu aria-label={label} autoFocus="first" onClose={() => onOpenChange(false)} className="outline-none">
          {entries.map((entry) => (
            <MenuItem
              key={entry.id}
              id={entry.id}
              textValue={entry.label}
              {...(entry.href && { href: entry.href })}
              {...(entry.onAction && { onAction: entry.onAction })}
              className={`block cursor-pointer truncate rounded-md px-3 py-2 data-[focused]:bg-hover ${entry.current ? 'font-semibold' : ''}`}
            >
              <bdi>{entry.label}</bdi>
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </I18nProvider>
  )
}
