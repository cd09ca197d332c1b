import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '../test'
import { organization, PASSWORD, site } from '../world'

/** The example of `examples/frontend` as `cargo xtask examples` builds it: what other people's front ends begin with. */
const BUILT = fileURLToPath(new URL('../../../../examples/frontend/dist', import.meta.url))
const GATEWAY = process.env.GATEWAY_URL ?? 'http://localhost:3003'
const KINDS: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

let server: Server
let url: string

test.beforeAll(async () => {
  expect(existsSync(BUILT), 'cargo xtask examples builds it').toBe(true)
  // Whoever serves the page says where the gateway is.
  const index = await readFile(join(BUILT, 'index.html'), 'utf8')
  const here = index.replace(/(<meta name="gateway" content=")[^"]*/, `$1${GATEWAY}`)
  server = createServer(async ({ url: path = '/' }, response) => {
    const file = normalize(path.split('?')[0] ?? '/')
    const body = file === '/' ? here : await readFile(join(BUILT, file)).catch(() => undefined)
    response.writeHead(body ? 200 : 404, { 'content-type': KINDS[extname(file) || '.html'] ?? 'text/plain' }).end(body)
  })
  await new Promise<void>((listening) => server.listen(0, 'localhost', listening))
  url = `http://localhost:${(server.address() as AddressInfo).port}/`
})

test.afterAll(() => {
  server.close()
})

test('the example of a front end lists sites, and another one appears by itself', async ({ page, accessible }) => {
  const org = await organization()
  const first = await site(org, 'Orchard')
  await page.goto(url)
  await accessible()
  await page.getByLabel('E-mail').fill(org.owner.email)
  await page.getByLabel('Password').fill('not the password')
  await page.getByRole('button', { name: 'Log in' }).click()
  await expect(page.getByRole('alert')).toContainText('INVALID_CREDENTIALS')

  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Log in' }).click()
  await expect(page.getByRole('heading', { name: org.name })).toBeVisible()
  await expect(page.getByRole('alert')).toBeEmpty()
  const sites = page.getByRole('list', { name: org.name }).getByRole('listitem')
  await expect(sites).toHaveCount(1)
  await expect(sites.first()).toContainText('Orchard')
  await expect(sites.getByRole('link')).toHaveAttribute('href', first.url)
  await expect(page.getByRole('status')).toHaveText('Live')
  await accessible()

  await page.evaluate(() => Object.assign(window, { same: true }))
  await site(org, 'Harbour')
  await expect(sites).toHaveCount(2)
  await expect(sites.filter({ hasText: 'Harbour' })).toContainText('active')
  expect(await page.evaluate(() => 'same' in window), 'without a reload').toBe(true)

  await page.getByRole('button', { name: 'Log out' }).click()
  await expect(page.getByLabel('Password')).toBeVisible()
  await expect(page.getByRole('alert')).toBeEmpty()
})

test('the example trades its token once, reads again after each cut, and names a request that failed', async ({
  page,
}) => {
  const org = await organization()
  const seen = { refused: 0, traded: 0 }
  let away = false
  // Between the page and the gateway: the first token has ended, no stream lasts, and later nobody answers.
  await page.route(`${GATEWAY}/graphql`, (route) => {
    const { query } = (route.request().postDataJSON() ?? {}) as { query?: string }
    const headers = { 'access-control-allow-origin': '*' }
    if (away) return route.fulfill({ status: 503, headers, body: 'away' })
    if (query?.includes('mutation RefreshTokens')) seen.traded += 1
    if (seen.traded === 0 && query?.includes('query Sites')) {
      seen.refused += 1
      return route.continue({ headers: { ...route.request().headers(), authorization: 'Bearer ended' } })
    }
    if (query?.includes('subscription')) {
      return route.fulfill({ headers: { ...headers, 'content-type': 'text/event-stream' }, body: ':\n\n' })
    }
    return route.continue()
  })
  await page.goto(url)
  await page.getByLabel('E-mail').fill(org.owner.email)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Log in' }).click()
  await expect(page.getByRole('heading', { name: org.name })).toBeVisible()
  await expect(page.getByText('No site yet.')).toBeVisible()
  expect(seen).toEqual({ refused: 1, traded: 1 })

  await site(org, 'Meadow')
  await expect(page.getByRole('status')).toHaveText('Connecting again …')
  await expect(page.getByRole('listitem')).toContainText('Meadow', { timeout: 40_000 })
  expect(seen.traded, 'a cut is no reason to trade').toBe(1)

  away = true
  await page.getByRole('button', { name: 'Log out' }).click()
  await expect(page.getByRole('alert')).toContainText(/UNAVAILABLE, request [0-9a-f-]{36}/)
})
