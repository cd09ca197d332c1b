import { expect, test } from '../test'
import { call, ordered, organization, paid } from '../world'

test('after a cut of the stream the page is read again', async ({ page, context, signIn, complaints }) => {
  const org = await organization()
  const { invoice } = await ordered(org)
  await signIn(org.owner)
  await page.goto(`/${org.slug}/invoices`)
  const list = page.getByRole('table')
  await expect(list.getByText('Open', { exact: true })).toBeVisible()
  await context.setOffline(true)
  await paid(org, invoice)
  await context.setOffline(false)
  await expect(list.getByText('Paid', { exact: true })).toBeVisible({ timeout: 30_000 })
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.includes('ERR_INTERNET_DISCONNECTED')))
})

test('three tabs share one stream', async ({ page, context, signIn }) => {
  const org = await organization()
  await signIn(org.owner)
  const streams = new Set<string>()
  context.on('request', (request) => {
    if (request.url().includes('/api/live')) streams.add(`${request.frame().page().url()} ${request.url()}`)
  })
  const tabs = [page, await context.newPage(), await context.newPage()]
  for (const tab of tabs) await tab.goto(`/${org.slug}/invoices`)
  const { invoice } = await ordered(org)
  for (const tab of tabs) await expect(tab.getByRole('link', { name: invoice })).toBeVisible()
  const locks = await page.evaluate(async () => (await navigator.locks.query()).held?.length)
  expect(locks).toBe(1)
  await call('query { plans { nodes { id } } }', {})
})
