import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { hintCompiling } from './compile-hints'

async function build(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'compile-hints-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return folder
}

test('what runs on every page has the hint once, and nothing else has it', async () => {
  const folder = await build({
    'build-manifest.json': JSON.stringify({ rootMainFiles: ['react.js'] }),
    'react.js': 'react()',
    'page.js': 'page()',
  })
  await hintCompiling(folder)
  await hintCompiling(folder)
  expect(await readFile(join(folder, 'react.js'), 'utf8')).toBe('//# allFunctionsCalledOnLoad\nreact()')
  expect(await readFile(join(folder, 'page.js'), 'utf8')).toBe('page()')
})

test('a build that names none is told', async () => {
  const folder = await build({ 'build-manifest.json': JSON.stringify({ rootMainFiles: [] }) })
  await expect(hintCompiling(folder)).rejects.toThrow('names no file')
})
