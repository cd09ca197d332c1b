'use client'

import { chooseSingleKeys, singleKeys } from '@/lib/keys/single-keys'
import { useWords } from '@/lib/words/client'
import { Checkbox } from '@/ui/checkbox'
import { Dialog } from '@/ui/dialog'
import { Fact, Facts } from '@/ui/facts'
import { Kbd } from '@/ui/kbd'
import type { FrameLink } from './frame'

/** The keys, what they do, and whether those without Ctrl do it. */
export function Shortcuts({
  links,
  onOpenChange,
}: {
  links: readonly FrameLink[]
  onOpenChange: (open: boolean) => void
}) {
  const t = useWords('frame')
  const keys = [{ label: t('commands'), keys: 'Ctrl K' }, { label: t('help'), keys: '?' }, ...links]
  return (
    <Dialog title={t('help')} open onOpenChange={onOpenChange}>
      <Facts>
        {keys.map((entry) => (
          <Fact key={entry.keys} name={entry.label}>
            <span className="flex gap-1">
              {entry.keys.split(' ').map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </span>
          </Fact>
        ))}
      </Facts>
      <div className="border-line border-t pt-4">
        <Checkbox
          name="keys"
          defaultChecked={singleKeys()}
          onChange={(event) => chooseSingleKeys(event.currentTarget.checked)}
        >
          {t('singleKeys')}
        </Checkbox>
      </div>
    </Dialog>
  )
}
