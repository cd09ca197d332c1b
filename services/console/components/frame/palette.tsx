'use client'

import { addressOf } from '@/lib/address-of'
import { goTo } from '@/lib/going'
import { useWords } from '@/lib/words/client'
import { Dialog } from '@/ui/dialog'
import { Finder } from '@/ui/finder'
import type { FrameLink } from './frame'

type Props = { links: readonly FrameLink[]; onOpenChange: (open: boolean) => void; onHelp: () => void }

/** Everywhere one can go, by typing a part of its name, or by pasting an id. */
export function Palette({ links, onOpenChange, onHelp }: Props) {
  const t = useWords('frame')
  return (
    <Dialog title={t('commands')} open onOpenChange={onOpenChange}>
      <Finder
        label={t('commands')}
        nothing={t('nothing')}
        entries={[
          ...links.map(({ href, label, keys }) => ({ id: href, label, keys, run: () => goTo(href) })),
          { id: '?', label: t('help'), keys: '?', run: onHelp },
        ]}
        beyond={(typed) => {
          const to = addressOf(typed)
          return to ? [{ id: typed, label: t('open', { id: typed }), run: () => goTo(to) }] : []
        }}
        onChosen={(entry) => {
          onOpenChange(false)
          entry.run()
        }}
      />
    </Dialog>
  )
}
