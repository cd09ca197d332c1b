'use client'

import dynamic from 'next/dynamic'
import { useEffect, useRef, useState } from 'react'
import { goTo } from '@/lib/going'
import { sequence } from '@/lib/keys/sequence'
import { useWords } from '@/lib/words/client'
import { Icon } from '@/ui/icon'
import { IconButton } from '@/ui/icon-button'
import type { FrameLink } from './frame'

const Palette = dynamic(() => import('./palette').then(({ Palette }) => Palette), { ssr: false })
const Shortcuts = dynamic(() => import('./shortcuts').then(({ Shortcuts }) => Shortcuts), { ssr: false })

/** The command palette (Ctrl K), the list of keys (`?`), and the keys themselves. Loaded when they are asked for. */
export function Commands({ links }: { links: readonly FrameLink[] }) {
  const t = useWords('frame')
  const [open, setOpen] = useState<'palette' | 'help' | null>(null)
  const latest = useRef(links)
  latest.current = links
  useEffect(() => {
    const heard = sequence((keys) => {
      if (keys === '?') setOpen('help')
      const link = latest.current.find((link) => link.keys === keys)
      if (link) goTo(link.href)
      return keys === '?' || link !== undefined
    })
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'k' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault()
        setOpen('palette')
      } else heard(event)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  const onOpenChange = (stays: boolean) => {
    if (!stays) setOpen(null)
  }
  return (
    <>
      <IconButton aria-label={t('commands')} aria-keyshortcuts="Control+K" onPress={() => setOpen('palette')}>
        <Icon name="search" size={18} />
      </IconButton>
      {open === 'palette' ? <Palette links={links} onOpenChange={onOpenChange} onHelp={() => setOpen('help')} /> : null}
      {open === 'help' ? <Shortcuts links={links} onOpenChange={onOpenChange} /> : null}
    </>
  )
}
