import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { precompress } from './precompress'

test('scripts and style sheets have what they are sent as beside them, also after a second build', async () => {
  const build = await mkdtemp(join(tmpdir(), 'precompress-'))
  onTestFinished(() => rm(build, { recursive: true }))
  const chunks = join(build, 'static/chunks')
  await mkdir(chunks, { recursive: true })
  for (const name of ['page.js', 'page.css', 'page.js.map']) await writeFile(join(chunks, name), 'text of '.repeat(99))
  await precompress(build)
  await writeFile(join(chunks, 'page.js'), 'new')
  await precompress(build)
  expect((await readdir(chunks)).sort()).toEqual(['page.css', 'page.css.br', 'page.js', 'page.js.br', 'page.js.map'])
  expect(brotliDecompressSync(await readFile(join(chunks, 'page.js.br'))).toString()).toBe('new')
})
