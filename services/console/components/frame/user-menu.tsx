'use client'

import { useRef } from 'react'
import { leave } from '@/lib/leaving'
import { logOut as logOutOf } from '@/lib/session/log-out'
import { chooseTheme } from '@/lib/theme'
import { useWords } from '@/lib/words/client'
import { Icon } from '@/ui/icon'
import { IconButton } from '@/ui/icon-button'
import { Menu, type MenuEntry } from '@/ui/menu'

/** Account, theme, log-out. */
export function UserMenu({ name, entries, logOut }: { name: string; entries: readonly MenuEntry[]; logOut: string }) {
  const t = useWords('frame')
  const form = useRef<HTMLFormElement>(null)
  const themes = (['light', 'dark', 'system'] as const).map((theme) => ({
    id: theme,
    label: `${t('theme')}: ${t(theme)}`,
    onAction: () => chooseTheme(theme),
  }))
  return (
    <>
      <Menu
        label={t('account', { name })}
        trigger={
          <IconButton aria-label={t('account', { name })}>
            <Icon name="circleUser" size={18} />
          </IconButton>
        }
        entries={[
          ...entries,
          ...themes,
          { id: 'log-out', label: logOut, onAction: () => form.current?.requestSubmit() },
        ]}
      />
      <form
        ref={form}
        method="post"
        action="/api/log-out"
        hidden
        onSubmit={(event) => {
          event.preventDefault()
          const { currentTarget } = event
          leave(() => logOutOf(currentTarget))
        }}
      />
    </>
  )
}
