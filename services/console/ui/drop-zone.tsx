'use client'

import { useEffect, useRef, useState } from 'react'
import { buttonClass } from './button-class'
import { dropped, type Picked } from './dropped'
import { Icon } from './icon'

type Props = {
  /** `name`: what people know it by: the folder's name, or the file's. */
  onPicked: (files: Picked[], name: string) => void
  /** Somebody dropped what the browser could not read. */
  onUnreadable: () => void
  /** Endings of archives, such as `.zip`. */
  archives: readonly string[]
  words: { zone: string; help: string; folder: string; archive: string }
}

/** A place for a folder or an archive: by dropping, by pasting, or by one of two buttons. The browser's own, all of it. */
export function DropZone({ onPicked, onUnreadable, archives, words }: Props) {
  const [isOver, setOver] = useState(false)
  const take = (data: DataTransfer) => {
    dropped(data).then(({ files, name }) => {
      // A text is none.
      if (name) onPicked(files, name)
    }, onUnreadable)
  }
  return (
    <section
      aria-label={words.zone}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        event.dataTransfer.dropEffect = 'copy'
        setOver(true)
      }}
      onDragLeave={({ currentTarget, relatedTarget }) => {
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setOver(false)
      }}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        take(event.dataTransfer)
      }}
      onPaste={({ clipboardData }) => take(clipboardData)}
      className="grid justify-items-center gap-4 rounded-lg border-2 border-border border-dashed px-4 py-8 text-center transition-colors data-[over]:border-accent data-[over]:bg-accent-soft"
    >
      <Icon name="upload" size={28} className="text-muted" />
      <p className="font-medium">{words.zone}</p>
      <div className="flex flex-wrap justify-center gap-2">
        <FileButton label={words.folder} onPicked={onPicked} isFolder />
        <FileButton label={words.archive} onPicked={onPicked} accept={archives.join(',')} />
      </div>
      <p className="max-w-prose text-muted text-xs">{words.help}</p>
    </section>
  )
}

type FileButtonProps = Pick<Props, 'onPicked'> & { label: string; accept?: string; isFolder?: boolean }

/** The browser's choice of files, drawn as a button; it opens before any script, and what was chosen then is taken after. */
function FileButton({ label, onPicked, accept, isFolder = false }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null)
  const picked = () => {
    const list = input.current?.files ?? []
    const files = [...list].map((file) => ({ path: below(file.webkitRelativePath) || file.name, file }))
    const [first] = files
    if (!input.current || !first) return
    // The same choice again is a choice.
    input.current.value = ''
    onPicked(files, first.file.webkitRelativePath.split('/')[0] || first.file.name)
  }
  const early = useRef(picked)
  useEffect(() => early.current(), [])
  return (
    <label
      className={buttonClass(
        'secondary',
        'relative overflow-hidden outline-focus outline-offset-2 has-focus-visible:outline-2',
      )}
    >
      {label}
      <input
        ref={input}
        type="file"
        accept={accept}
        {...(isFolder && { webkitdirectory: '' })}
        onChange={picked}
        className="absolute inset-0 cursor-pointer opacity-0"
      />
    </label>
  )
}

function below(path: string): string {
  return path.split('/').slice(1).join('/')
}
