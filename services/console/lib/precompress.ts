import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'

const brotli = promisify(brotliCompress)

/**
 * Puts beside each script and style sheet of a build what it is sent as, `….br` (RFC 7932), at the best ratio that there is:
 * once here, and not at each visit, when the server would compress while the browser waits for it.
 */
export async function precompress(build: string): Promise<void> {
  const folder = join(build, 'static/chunks')
  const names = (await readdir(folder)).filter((name) => /\.(js|css)$/.test(name))
  await Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(folder, name))
      const params = { [constants.BROTLI_PARAM_SIZE_HINT]: text.length }
      await writeFile(join(folder, `${name}.br`), await brotli(text, { params }))
    }),
  )
}
