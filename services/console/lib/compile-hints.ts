import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Asks the engine to compile a whole file while it is loaded, off the main thread, and to keep the result with the file
 * (https://v8.dev/blog/explicit-compile-hints). Other engines read a comment.
 */
const HINT = '//# allFunctionsCalledOnLoad\n'

/**
 * Gives the hint to what runs first on every page: React and the router. Function by function, they would be compiled in
 * the one task that starts a page, and a slow phone would not hear its reader meanwhile.
 */
export async function hintCompiling(build: string): Promise<void> {
  const manifest = JSON.parse(await readFile(join(build, 'build-manifest.json'), 'utf8')) as { rootMainFiles: string[] }
  if (manifest.rootMainFiles.length === 0) throw new Error('the build names no file that runs on every page')
  for (const name of manifest.rootMainFiles) {
    const file = join(build, name)
    const text = await readFile(file, 'utf8')
    // A build after this one leaves files alone that have not changed.
    if (!text.startsWith(HINT)) await writeFile(file, HINT + text)
  }
}
