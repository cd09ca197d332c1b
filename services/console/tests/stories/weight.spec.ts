import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { PAGES, READERS, shown, signedInAs } from '../pages'
import { expect, test } from '../test'

const BUILD = join(import.meta.dirname, '../../build')

test('pages keep to their weight', async ({ page, signIn }) => {
  const everything = await shown()
  const weights: string[] = []
  for (const reader of READERS) {
    const person = signedInAs(reader, everything)
    if (person) await signIn(...person)
    const pages = Object.entries(PAGES).filter(([, page]) => page.reader === reader)
    for (const [route, { at, most }] of pages) await within(route, at(everything)[0] ?? '', most)
  }
  console.log(weights.join('\n'))

  async function within(route: string, path: string, most: number): Promise<void> {
    const html = await (await page.goto(path))?.text()
    // What old browsers alone load does not count.
    const tags = [...(html ?? '').matchAll(/<script src="\/_next\/(static\/[^"?]+)[^>]*>/g)]
    const files = new Set(tags.filter(([tag]) => !tag.includes('noModule')).map(([, file = '']) => file))
    expect(files.size, route).toBeGreaterThan(0)
    const weight = [...files].reduce((sum, file) => sum + weightOf(file), 0) / 1_000
    weights.push(`${route}: ${weight.toFixed(1)} of ${most} KB`)
    expect.soft(weight, route).toBeLessThanOrEqual(most)
  }
})

const compressed = new Map<string, number>()

/** Most scripts are those of many pages, and compressing takes long. */
function weightOf(file: string): number {
  const bytes = compressed.get(file) ?? brotliCompressSync(readFileSync(join(BUILD, file))).length
  compressed.set(file, bytes)
  return bytes
}

test('scripts are sent as the build compressed them, to whoever takes them so', async ({ page, request }) => {
  const html = await (await page.goto('/log-in'))?.text()
  const [, script = ''] = /<script src="(\/_next\/static\/chunks\/[^"?]+)/.exec(html ?? '') ?? []
  const asked = async (coding: string) => request.get(script, { headers: { 'accept-encoding': coding } })
  const [best, older, plain] = [await asked('gzip, deflate, br, zstd'), await asked('gzip'), await asked('identity')]
  expect(best.headers()['content-encoding']).toBe('br')
  expect(older.headers()['content-encoding']).toBe('gzip')
  expect(plain.headers()['content-encoding']).toBeUndefined()
  expect(await best.text()).toBe(await plain.text())
  for (const name of ['content-type', 'cache-control']) expect(best.headers()[name], name).toBe(plain.headers()[name])
})
