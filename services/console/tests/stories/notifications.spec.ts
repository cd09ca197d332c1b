import type { Page } from '@playwright/test'
import { expect, test } from '../test'
import { eventually, ordered, organization, PASSWORD, paid, unread } from '../world'

test('all that was seen is read at once', async ({ page, signIn }) => {
  const org = await organization()
  await paid(org, (await ordered(org)).invoice)
  const seen = await eventually(async () => {
    const ids = await unread(org.owner)
    return ids.length > 0 ? ids : undefined
  })
  await signIn(org.owner)
  await page.goto('/notifications')
  await page.getByRole('button', { name: 'Mark all as read' }).click()
  await eventually(async () => {
    const left = await unread(org.owner)
    return seen.some((id) => left.includes(id)) ? undefined : true
  })
})

/** What the bell says is unread. */
async function rung(page: Page): Promise<number> {
  const bell = page.getByRole('banner').getByRole('link', { name: /^Notifications/ })
  return Number(/\d+/.exec((await bell.getAttribute('aria-label')) ?? '')?.[0] ?? 0)
}

test('the bell and the feed tell of what comes while one looks', async ({ page, context, signIn, accessible }) => {
  const org = await organization()
  const { invoice } = await ordered(org)
  await signIn(org.owner)
  const feed = await context.newPage()
  await feed.goto('/notifications')
  // A page of an organization that shows nothing of it but the bell.
  await page.goto(`/${org.slug}/order`)
  const before = await rung(page)
  await paid(org, invoice)
  for (const tab of [page, feed]) await expect.poll(() => rung(tab), { timeout: 20_000 }).toBeGreaterThan(before)
  const entries = feed.getByRole('list', { name: 'Notifications' })
  await expect(entries.getByText(/^Invoice/).first()).toBeVisible()
  await accessible(feed)
})

test('one stream goes on from page to page', async ({ page, signIn }) => {
  const org = await organization()
  await signIn(org.owner)
  await page.goto('about:blank')
  const streams: string[] = []
  page.on('request', (request) => {
    const { pathname, search } = new URL(request.url())
    if (pathname === '/api/live') streams.push(search)
  })
  await page.goto(`/${org.slug}`)
  for (const name of ['Sites', 'Members', 'Settings']) {
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true }).click()
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  }
  expect(streams).toEqual([`?organization=${org.id}`])
})

test('what is read on one device is read on the other', async ({ page, browser, signIn, baseURL }) => {
  const org = await organization()
  await paid(org, (await ordered(org)).invoice)
  await eventually(async () => ((await unread(org.owner)).length > 0 ? true : undefined))
  await signIn(org.owner)
  await page.goto(`/${org.slug}/order`)
  await expect.poll(() => rung(page)).toBeGreaterThan(0)
  const device = await browser.newContext({ ...(baseURL && { baseURL }), locale: 'en-GB' })
  const other = await device.newPage()
  await other.goto('/log-in')
  await other.getByLabel('E-mail').fill(org.owner.email)
  await other.getByLabel('Password').fill(PASSWORD)
  await other.getByRole('button', { name: 'Log in' }).click()
  await other.waitForURL(`**/${org.slug}`)
  await other.goto('/notifications')
  await other.getByRole('button', { name: 'Mark all as read' }).click()
  for (const tab of [other, page]) await expect.poll(() => rung(tab), { timeout: 20_000 }).toBe(0)
  await device.close()
})
