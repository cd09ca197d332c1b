'use client'

import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Menu } from '@/ui/menu'

type Word = 'dialog' | 'text' | 'close' | 'menu' | 'one' | 'two'

/** What floats above a page. */
export function KitOverlays({ words }: { words: Record<Word, string> }) {
  return (
    <div className="flex flex-wrap gap-3">
      <Dialog title={words.dialog} trigger={<Button>{words.dialog}</Button>}>
        {(close) => (
          <>
            <p>{words.text}</p>
            <div>
              <Button onPress={close}>{words.close}</Button>
            </div>
          </>
        )}
      </Dialog>
      <Menu
        label={words.menu}
        trigger={<Button>{words.menu}</Button>}
        entries={[
          { id: 'one', label: words.one },
          { id: 'two', label: words.two, current: true },
        ]}
      />
    </div>
  )
}
