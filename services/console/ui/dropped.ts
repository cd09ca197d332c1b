/** A file, and where it stands below the folder that was chosen. */
export type Picked = { path: string; file: File }

/**
 * Every file of what was dropped or pasted, however deep in folders, and what people know it by. To be called while the
 * event is heard: afterwards the browser tells nothing more of it.
 * @throws where the browser cannot read something
 */
export async function dropped({ items }: DataTransfer): Promise<{ files: Picked[]; name: string }> {
  const things = [...items]
    .filter(({ kind }) => kind === 'file')
    // What comes from another program and not from a disk is no entry of a file system.
    .map((item) => item.webkitGetAsEntry() ?? item.getAsFile())
    .filter((thing) => thing !== null)
  const [first, ...others] = things
  if (!first) return { files: [], name: '' }
  // Of one folder its content counts; of several things each keeps its name.
  const alone = isFolder(first) && others.length === 0
  const found = await Promise.all(alone ? [below(first, '')] : things.map((thing) => filesOf(thing, '')))
  return { files: found.flat(), name: first.name }
}

async function filesOf(thing: FileSystemEntry | File, folder: string): Promise<Picked[]> {
  const path = folder + thing.name
  if (isFolder(thing)) return below(thing, `${path}/`)
  if (thing instanceof File) return [{ path, file: thing }]
  const file = await new Promise<File>((resolve, reject) => (thing as FileSystemFileEntry).file(resolve, reject))
  return [{ path, file }]
}

async function below(folder: FileSystemDirectoryEntry, path: string): Promise<Picked[]> {
  const reader = folder.createReader()
  const files: Picked[] = []
  // It tells some at a time, and nothing at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return files
    for (const entry of some) files.push(...(await filesOf(entry, path)))
  }
}

function isFolder(thing: FileSystemEntry | File): thing is FileSystemDirectoryEntry {
  return 'isDirectory' in thing && thing.isDirectory
}
