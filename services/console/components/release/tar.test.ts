import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { tar } from './tar'

const bytesOf = async (entries: readonly [path: string, content: string][]) =>
  Buffer.from(
    await new Blob(tar(entries.map(([path, content]) => ({ path, file: new Blob([content]) })))).arrayBuffer(),
  )

const read = (archive: Buffer, path: string) => execFileSync('tar', ['-xOf', '-', path], { input: archive }).toString()
const list = (archive: Buffer) =>
  execFileSync('tar', ['--quoting-style=literal', '-tf', '-'], {
    input: archive,
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  })
    .toString()
    .trimEnd()
    .split('\n')

test('what was packed comes out again, by a tar that is not ours', async () => {
  const archive = await bytesOf([
    ['site/index.html', '<h1>Hello</h1>'],
    ['site/empty.txt', ''],
    ['site/block.bin', 'x'.repeat(512)],
  ])
  expect(archive.length % 512).toBe(0)
  expect(list(archive)).toEqual(['site/index.html', 'site/empty.txt', 'site/block.bin'])
  expect(read(archive, 'site/index.html')).toBe('<h1>Hello</h1>')
  expect(read(archive, 'site/block.bin')).toBe('x'.repeat(512))
})

test('names of any length and script keep what they are', async () => {
  const paths = [99, 100, 101, 300, 980, 990].map((length) => `site/${'a'.repeat(50)}/`.padEnd(length, 'n'))
  const all = [...paths, 'site/straße/日本語.html', 'site/with space.txt']
  const archive = await bytesOf(all.map((path) => [path, path]))
  expect(list(archive)).toEqual(all)
  for (const path of all) expect(read(archive, path)).toBe(path)
})

test('the same files make the same bytes', async () => {
  const once = await bytesOf([['site/a', '1']])
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(once.equals(await bytesOf([['site/a', '1']]))).toBe(true)
})
