import type { Archive, Chosen } from './archive'

/** What may be uploaded to a site, in bytes and files: `uploadLimits` of the schema. */
export type Limits = { archiveBytes: number; fileBytes: number; diskBytes: number; files: number }

/** A limit that something is beyond. `name`: the file; nothing where all of them together are too much. */
export type Excess = { over: keyof Limits; name?: string; found: number; limit: number }

/** Which limit the files of a site are beyond, before they are packed: the largest file, all together, how many. */
export function excessOf(files: readonly Chosen[], limits: Limits): Excess | undefined {
  const [first, ...others] = files
  if (!first) return
  const largest = others.reduce((most, each) => (each.file.size > most.file.size ? each : most), first)
  const total = files.reduce((sum, { file }) => sum + file.size, 0)
  return (
    beyond('fileBytes', largest.file.size, limits, largest.path) ??
    beyond('diskBytes', total, limits) ??
    beyond('files', files.length, limits)
  )
}

/** Whether an archive as it would be sent is beyond its limit. What is in one that was made elsewhere the server looks at. */
export function excessOfArchive({ name, content }: Archive, limits: Limits): Excess | undefined {
  return beyond('archiveBytes', content.size, limits, name)
}

function beyond(over: keyof Limits, found: number, limits: Limits, name?: string): Excess | undefined {
  const limit = limits[over]
  return found > limit ? { over, found, limit, ...(name !== undefined && { name }) } : undefined
}
