import { lineTo } from '../line'
import { expect, test } from '../test'
import { ordered, organization, paid } from '../world'

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
      return [held, pending].map((locks) => locks.filter(({ name }) => name?.startsWith('live:')).length)
    })
  await expect.poll(readers).toEqual([1, 2])
  const { invoice } = await ordered(org)
  for (const tab of tabs) await expect(tab.getByRole('link', { name: invoice })).toBeVisible()
  expect(streams).toEqual([`?organization=${org.id}`])
})
