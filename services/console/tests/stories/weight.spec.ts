import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { expect, test } from '../test'
import { organization, price, site } from '../world'

const BUILD = join(import.meta.dirname, '../../build')

/** What a page may weigh at its first load: scripts as an edge sends them, compressed with brotli, in thousands of bytes. */
const SIGN_IN = 125
const DASHBOARD = 160
const ANY = 190

test('pages keep to their weight', async ({ page, signIn }) => {
  const org = await organization()
  const made = await site(org)
  const weights: string[] = []
  const within = async (path: string, budget: number) => {
    const html = await (await page.goto(path))?.text()
    // What old browsers alone load does not count.
    const tags = [...(html ?? '').matchAll(/<script src="\/_next\/(static\/[^"?]+)[^>]*>/g)]
    const files = new Set(tags.filter(([tag]) => !tag.includes('noModule')).map(([, file = '']) => file))
    expect(files.size).toBeGreaterThan(0)
    const bytes = [...files].map((file) => readFileSync(join(BUILD, file)))
    const weight = bytes.reduce((sum, script) => sum + brotliCompressSync(script).length, 0) / 1_000
    weights.push(`${path.replace(org.slug, '…')}: ${weight.toFixed(1)} of ${budget} KB`)
    expect.soft(weight, path).toBeLessThanOrEqual(budget)
  }
  await within('/log-in', SIGN_IN)
  await within('/sign-up', SIGN_IN)
  await signIn(org.owner)
  const own = (path: string) => `/${org.slug}${path}`
  await within(own(''), DASHBOARD)
  await within(own('/instances'), DASHBOARD)
  await within(own('/invoices'), DASHBOARD)
  await within(own(`/instances/${made.id}`), ANY)
  await within(own('/order'), ANY)
  await within(own(`/order/${await price('site-starter')}?name=x`), ANY)
  await within(own(`/orders/${made.invoice}`), ANY)
  await within(own('/members'), ANY)
  await within(own('/webhooks'), ANY)
  await within('/account', ANY)
  console.log(weights.join('\n'))
})

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
