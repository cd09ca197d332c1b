import type { Page } from '@playwright/test'
import { expect, test } from '../test'
import { eventually, ordered, organization, paid } from '../world'

test('pages that were read stay readable offline, marked as such; logging out forgets them', async ({
  page,
  context,
  signIn,
  complaints,
}) => {
  const org = await organization()
  await signIn(org.owner)
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
  // The worker keeps what it has seen: a page from before it was there is read once more.
  for (const path of ['/invoices', '/members']) await page.goto(`/${org.slug}${path}`)
  await page.waitForLoadState('networkidle')
  await context.setOffline(true)
  await page.goto(`/${org.slug}/invoices`)
  await expect(page.getByRole('heading', { name: 'Invoices' })).toBeVisible()
  await expect(page.getByText(/You are offline/).first()).toBeVisible()
  await page.goto(`/${org.slug}/webhooks`)
  await expect(page.getByRole('heading', { name: 'You are offline' })).toBeVisible()
  await context.setOffline(false)
  await page.goto(`/${org.slug}/invoices`)
  await page.getByRole('button', { name: /^Account of/ }).click()
  await page.getByRole('menuitem', { name: 'Log out' }).click()
  await page.waitForURL('**/log-in')
  const kept = await page.evaluate(async () => {
    const cache = await caches.open('pages')
    return (await cache.keys()).map(({ url }) => url)
  })
  expect(kept).toEqual([])
  forgive(complaints)
})

test('a page that a link led to stays readable too, marked with its own time, until the network is back', async ({
  page,
  context,
  signIn,
  complaints,
}) => {
  const org = await organization()
  const { invoice } = await ordered(org)
  await signIn(org.owner)
  const address = `/${org.slug}/invoices`
  await follow(page, 'Invoices', address)
  const minutes = String((await timeKept(page, address)).getMinutes()).padStart(2, '0')
  // By this clock it is later: the time of the page is told, not that of the look at it.
  await page.addInitScript(setClockAhead)
  await context.setOffline(true)
  await page.reload()
  await expect(page.getByRole('heading', { level: 1, name: 'Invoices' })).toBeVisible()
  const list = page.getByRole('table')
  await expect(list.getByText('Open', { exact: true })).toBeVisible()
  await expect(page.getByText(new RegExp(`You are offline. What you see is as of .*:${minutes}\\b`))).toBeVisible()
  await paid(org, invoice)
  await context.setOffline(false)
  await expect(list.getByText('Paid', { exact: true })).toBeVisible()
  await expect(page.getByText('What you see is as of')).toHaveCount(0)
  forgive(complaints)
})

test('a page that was kept is read again as soon as the console answers, whatever the browser knows of its network', async ({
  page,
  context,
  signIn,
  complaints,
}) => {
  const org = await organization()
  await signIn(org.owner)
  const address = `/${org.slug}/invoices`
  await follow(page, 'Invoices', address)
  await timeKept(page, address)
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'onLine', { get: () => true })
    window.addEventListener('online', (event) => event.stopImmediatePropagation())
  })
  await context.setOffline(true)
  await page.reload()
  await expect(page.getByRole('heading', { level: 1, name: 'Invoices' })).toBeVisible()
  await expect(page.getByText(/What you see is as of .* It is being read again/)).toBeVisible()
  await context.setOffline(false)
  await expect(page.getByText('What you see is as of')).toHaveCount(0, { timeout: 60_000 })
  await expect(page.getByRole('heading', { level: 1, name: 'Invoices' })).toBeVisible()
  forgive(complaints)
})

test('a browser whose clock is ahead is not offline', async ({ page, signIn }) => {
  const org = await organization()
  await page.addInitScript(setClockAhead)
  await signIn(org.owner)
  const address = `/${org.slug}/invoices`
  await follow(page, 'Invoices', address)
  // What is kept is what was shown: by now a notice would be there.
  await timeKept(page, address)
  await expect(page.getByText('What you see is as of')).toHaveCount(0)
  await page.reload()
  await follow(page, 'Members', `/${org.slug}/members`)
  await timeKept(page, `/${org.slug}/members`)
  await expect(page.getByText('What you see is as of')).toHaveCount(0)
})

async function follow(page: Page, name: string, address: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click()
  await page.waitForURL(`**${address}`)
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
}

/** When the service worker kept a page, once it has. */
function timeKept(page: Page, address: string): Promise<Date> {
  return eventually(async () => {
    const mark = await page.evaluate(async (asked) => {
      const known = await (await caches.open('pages')).match(asked)
      return known?.headers.get('server-timing')
    }, address)
    const at = mark?.split('=')[1]
    return at === undefined ? undefined : new Date(Number(at))
  })
}

/** Runs in the browser, before any script of the page. */
function setClockAhead(): void {
  const now = Date.now
  Date.now = () => now() + 300_000
}

/** What the browser prints when the network is away is what this is about. */
function forgive(complaints: string[]): void {
  const others = complaints.filter((text) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to fetch/.test(text))
  complaints.splice(0, complaints.length, ...others)
}
