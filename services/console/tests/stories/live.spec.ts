import type { Request } from '@playwright/test'
import { lineTo } from '../line'
import { expect, test } from '../test'
import { call, joined, ordered, organization, paid, webhook } from '../world'

test('after a cut of the stream the page is read again', async ({ page, context, signIn, complaints, baseURL }) => {
  const org = await organization()
  const { invoice } = await ordered(org)
  await signIn(org.owner)
  const line = await lineTo(baseURL ?? '')
  try {
    const streams = page.waitForResponse(/\/api\/live/)
    await page.goto(`${line.url}/${org.slug}/invoices`)
    const list = page.getByRole('table')
    await expect(list.getByText('Open', { exact: true })).toBeVisible()
    await streams
    // A tab by another way, which hears what this one misses.
    const other = await context.newPage()
    const listens = other.waitForResponse(/\/api\/live/)
    await other.goto(`/${org.slug}/invoices`)
    await listens
    line.cut()
    await paid(org, invoice)
    await expect(other.getByRole('table').getByText('Paid', { exact: true })).toBeVisible()
    await expect(list.getByText('Open', { exact: true })).toBeVisible()
    line.mend()
    await expect(list.getByText('Paid', { exact: true })).toBeVisible({ timeout: 40_000 })
  } finally {
    line.close()
  }
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.includes('net::ERR_')))
})

test('three tabs share one stream', async ({ page, context, signIn }) => {
  const org = await organization()
  await signIn(org.owner)
  await page.goto('about:blank')
  const streams: string[] = []
  context.on('request', (request) => {
    const { pathname, search } = new URL(request.url())
    if (pathname === '/api/live') streams.push(search)
  })
  const tabs = [page, await context.newPage(), await context.newPage()]
  for (const tab of tabs) await tab.goto(`/${org.slug}/invoices`)
  // One reads it; the others wait until that tab is gone.
  const readers = () =>
    page.evaluate(async () => {
      const { held = [], pending = [] } = await navigator.locks.query()
      return [held, pending].map((locks) => locks.filter(({ name }) => name === 'live').length)
    })
  await expect.poll(readers).toEqual([1, 2])
  const { invoice } = await ordered(org)
  for (const tab of tabs) await expect(tab.getByRole('link', { name: invoice })).toBeVisible()
  expect(streams).toEqual([`?organization=${org.id}`])
})

test('tabs of several organizations share one stream, each hearing of its own', async ({ page, context, signIn }) => {
  const [first, second] = [await organization(), await organization()]
  await joined(second, first.owner, 'ADMIN')
  await signIn(first.owner)
  await page.goto('about:blank')
  const streams: string[][] = []
  let open = 0
  const isStream = (request: Request) => new URL(request.url()).pathname === '/api/live'
  context.on('request', (request) => {
    if (!isStream(request)) return
    open += 1
    streams.push(new URL(request.url()).searchParams.getAll('organization').sort())
  })
  const end = (request: Request) => {
    if (isStream(request)) open -= 1
  }
  context.on('requestfailed', end)
  context.on('requestfinished', end)
  const other = await context.newPage()
  await page.goto(`/${first.slug}/webhooks`)
  await expect.poll(() => streams).toEqual([[first.id]])
  await other.goto(`/${second.slug}/webhooks`)
  // The tab that reads begins anew for both, and leaves the stream before.
  await expect.poll(() => streams).toEqual([[first.id], [first.id, second.id].sort()])
  await expect.poll(() => open).toBe(1)

  const reads: string[] = []
  page.on('request', (request) => {
    if (request.method() === 'GET' && request.headers().rsc) reads.push(request.url())
  })
  await webhook(second, 'http://127.0.0.1:9999/second')
  await expect(other.getByText('/second')).toBeVisible()
  expect(reads).toEqual([])
  await webhook(first, 'http://127.0.0.1:9999/first')
  await expect(page.getByText('/first')).toBeVisible()

  // Whoever read the stream is gone: the other one goes on, and asks for its own.
  await page.close()
  await expect.poll(() => streams.at(-1)).toEqual([second.id])
  await webhook(second, 'http://127.0.0.1:9999/third')
  await expect(other.getByText('/third')).toBeVisible()
})

test('who is removed from one organization goes on hearing of the other', async ({ page, context, signIn }) => {
  const [first, second] = [await organization(), await organization()]
  const membership = await joined(second, first.owner, 'ADMIN')
  await signIn(first.owner)
  await page.goto('about:blank')
  const streams: string[] = []
  context.on('request', (request) => {
    const { pathname, search } = new URL(request.url())
    if (pathname === '/api/live') streams.push(search)
  })
  const other = await context.newPage()
  for (const [tab, org] of [
    [page, first],
    [other, second],
  ] as const)
    await tab.goto(`/${org.slug}/invoices`)
  await expect.poll(() => streams.length).toBe(2)
  await call(
    'mutation ($input: RemoveMemberInput!) { removeMember(input: $input) { userErrors { code } } }',
    { input: { membershipId: membership } },
    second.owner.token,
  )
  await expect(other.getByRole('heading', { level: 1 })).not.toHaveText('Invoices')
  await expect(page.getByRole('link', { name: (await ordered(first)).invoice })).toBeVisible()
  expect(streams).toHaveLength(2)
})
