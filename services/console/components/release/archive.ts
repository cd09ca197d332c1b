import { tar } from './tar'

/** A file that somebody chose, and where it stands below what they chose. */
export type Chosen = { path: string; file: File }

/** What is uploaded, under which name people know it, and how many files were left out of it. */
export type Archive = { name: string; content: Blob; leftOut: number }

/** What machines put into folders and no visitor should get. */
const LEFT_OUT = /(^|\/)(\.git|\.svn|\.hg)\/|(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*)$|^__MACOSX\//

/** What people call an archive. Which of them can be read the server says, by their content. */
const ARCHIVE = /\.(zip|t?gz|tar|rar|7z|bz2|xz|zst)$/i

/** One archive is taken as it is. */
export function asIs(files: readonly Chosen[]): Archive | undefined {
  const [only, ...others] = files
  if (!only || others.length > 0 || !ARCHIVE.test(only.file.name)) return undefined
  return { name: only.file.name, content: only.file, leftOut: 0 }
}

/** The files that a site is made of. */
export function siteFiles(files: readonly Chosen[]): Chosen[] {
  return files.filter(({ path }) => !LEFT_OUT.test(path))
}

/**
 * Packs files into a `.tar.gz` with the browser's own compressor. All stand in one folder, which the server leaves out of
 * the names, so that a folder with nothing but another folder in it keeps that one.
 * @throws where the browser cannot read a file
 */
export async function pack(files: readonly Chosen[], signal: AbortSignal): Promise<Blob> {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1))
  const parts = tar(sorted.map(({ path, file }) => ({ path: `site/${path}`, file })))
  const packed = new Blob(parts).stream().pipeThrough(new CompressionStream('gzip'), { signal })
  return new Response(packed).blob()
}
