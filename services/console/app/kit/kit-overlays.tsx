'use client'

import dynamic from 'next/dynamic'
import { useState } from 'react'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Menu } from '@/ui/menu'
import type { Overlay } from './overlay'
import { Pressed } from './pressed'

const Finder = dynamic(() => import('@/ui/finder').then(({ Finder }) => Finder), { ssr: false })

type Word = Overlay | 'text' | 'close' | 'one' | 'two' | 'nothing'
type Props = { words: Record<Word, string>; open: Overlay | undefined }

/** What floats above a page. The address may say which of them is open from the start. */
export function KitOverlays({ words, open }: Props) {
  const [chosen, setChosen] = useState('')
  const entries = [
    { id: 'one', label: words.one, keys: 'g 1' },
    { id: 'two', label: words.two, current: true },
  ]
  return (
    <div className="flex flex-wrap items-center gap-3">
      {(['dialog', 'wide'] as const).map((name) => (
        <Pressed key={name} when={open === name}>
          <Dialog title={words[name]} trigger={<Button>{words[name]}</Button>} wide={name === 'wide'}>
            {(close) => (
              <>
                <p>{words.text}</p>
                <div>
                  <Button onPress={close}>{words.close}</Button>
                </div>
              </>
            )}
          </Dialog>
        </Pressed>
      ))}
      <Pressed when={open === 'menu'}>
        <Menu label={words.menu} trigger={<Button>{words.menu}</Button>} entries={entries} />
      </Pressed>
      <Pressed when={open === 'finder'}>
        <Dialog title={words.finder} trigger={<Button>{words.finder}</Button>}>
          {(close) => (
            <Finder
              label={words.finder}
              nothing={words.nothing}
              entries={entries.map((entry) => ({ ...entry, run: () => setChosen(entry.label) }))}
              onChosen={(entry) => {
                close()
                entry.run()
              }}
            />
          )}
        </Dialog>
      </Pressed>
      <span role="status">{chosen}</span>
    </div>
  )
}
