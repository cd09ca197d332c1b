import { expect, test } from '../test'
import { organization } from '../world'

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
  // What the browser prints when the network is away is what this is about.
  complaints.splice(
    0,
    complaints.length,
    ...complaints.filter((text) => !/ERR_INTERNET_DISCONNECTED|Failed to fetch/.test(text)),
  )
})
