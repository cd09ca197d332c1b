'use client'

import { useEffect, useRef, useState } from 'react'
import { DropZone } from '@/ui/drop-zone'

type Word = 'zone' | 'over' | 'help' | 'folder' | 'archive' | 'unreadable'

/** The place for files as it is, and as it is while somebody holds one above it. Nothing is sent. */
export function KitDropZone({ words }: { words: Record<Word, string> }) {
  const [said, setSaid] = useState('')
  const below = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const dataTransfer = new DataTransfer()
    below.current?.firstChild?.dispatchEvent(
      new DragEvent('dragover', { bubbles: true, cancelable: true, dataTransfer }),
    )
  }, [])
  const zone = {
    onPicked: (_: unknown, name: string) => setSaid(name),
    onUnreadable: () => setSaid(words.unreadable),
    archives: ['.zip'],
  }
  return (
    <div className="grid gap-3">
      <DropZone {...zone} words={words} />
      <div ref={below}>
        <DropZone {...zone} words={{ ...words, zone: words.over }} />
      </div>
      <p role="status">{said}</p>
    </div>
  )
}
