'use client'

import { Upload } from 'lucide-react'
import { Button } from 'react-aria-components/Button'
import { DropZone as AriaDropZone, Text } from 'react-aria-components/DropZone'
import { FileTrigger } from 'react-aria-components/FileTrigger'
import type { DirectoryDropItem, DropItem } from 'react-aria-components/useDragAndDrop'
import { buttonClass } from './button-class'

/** A file, and where it stands below the folder that was chosen. */
export type Picked = { path: string; file: File }

type Props = {
  /** `name`: what people know it by: the folder's name, or the file's. */
  onPicked: (files: Picked[], name: string) => void
  /** Somebody dropped what the browser could not read. */
  onUnreadable: () => void
  /** Endings of archives, such as `.zip`. */
  archives: readonly string[]
  words: { zone: string; help: string; folder: string; archive: string }
}

/** A place for a folder or an archive: by dropping, by pasting, or by one of two buttons. */
export function DropZone({ onPicked, onUnreadable, archives, words }: Props) {
  const picked = (list: FileList | null) => {
    const files = [...(list ?? [])].map((file) => ({ path: below(file.webkitRelativePath) || file.name, file }))
    const [first] = files
    if (first) onPicked(files, first.file.webkitRelativePath.split('/')[0] || first.file.name)
  }
  const dropped = async (items: readonly DropItem[]) => {
    const [first, ...others] = items
    if (!first || first.kind === 'text') return
    // Of one folder its content counts; of several things each keeps its name.
    const alone = first.kind === 'directory' && others.length === 0
    onPicked(
      alone ? await entriesOf(first, '') : (await Promise.all(items.map((item) => filesOf(item, '')))).flat(),
      first.name,
    )
  }
  return (
    <AriaDropZone
      aria-label={words.zone}
      getDropOperation={() => 'copy'}
      onDrop={({ items }) => {
        dropped(items).catch(onUnreadable)
      }}
      className="grid justify-items-center gap-4 rounded-lg border-2 border-border border-dashed px-4 py-8 text-center transition-colors data-[drop-target]:border-accent data-[drop-target]:bg-accent-soft"
    >
      <Upload size={28} aria-hidden="true" className="text-muted" />
      <Text slot="label" className="font-medium">
        {words.zone}
      </Text>
      <div className="flex flex-wrap justify-center gap-2">
        <FileTrigger acceptDirectory onSelect={picked}>
          <Button className={buttonClass()}>{words.folder}</Button>
        </FileTrigger>
        <FileTrigger acceptedFileTypes={[...archives]} onSelect={picked}>
          <Button className={buttonClass()}>{words.archive}</Button>
        </FileTrigger>
      </div>
      <p className="max-w-prose text-muted text-xs">{words.help}</p>
    </AriaDropZone>
  )
}

/** Every file of what was dropped; of a folder what is below it, however deep. */
async function filesOf(item: DropItem, folder: string): Promise<Picked[]> {
  if (item.kind === 'text') return []
  const path = folder ? `${folder}/${item.name}` : item.name
  return item.kind === 'file' ? [{ path, file: await item.getFile() }] : entriesOf(item, path)
}

async function entriesOf(directory: DirectoryDropItem, folder: string): Promise<Picked[]> {
  const files: Picked[] = []
  for await (const entry of directory.getEntries()) files.push(...(await filesOf(entry, folder)))
  return files
}

function below(path: string): string {
  return path.split('/').slice(1).join('/')
}
