import { expect, test } from '../test'
import { organization } from '../world'

test('a link goes on without loading the page anew; with a key it is the browser’s', async ({ page, signIn }) => {
  const org = await organization()
  await signIn(org.owner)
  const navigation = page.getByRole('navigation', { name: 'Main' })
  await page.evaluate(() => Object.assign(window, { loaded: 'once' }))
  await navigation.getByRole('link', { name: 'Invoices' }).click()
  await page.waitForURL(`**/${org.slug}/invoices`)
  await expect(page.getByRole('heading', { level: 1, name: 'Invoices' })).toBeFocused()
  await expect(navigation.getByRole('link', { name: 'Invoices' })).toHaveAttribute('aria-current', 'page')
  expect(await page.evaluate(() => 'loaded' in window)).toBe(true)

  const opened = page.context().waitForEvent('page')
  await navigation.getByRole('link', { name: 'Members' }).click({ modifiers: ['Control'] })
  await (await opened).waitForURL(`**/${org.slug}/members`)
  expect(new URL(page.url()).pathname).toBe(`/${org.slug}/invoices`)

  await page.goBack()
  await page.waitForURL(`**/${org.slug}`)
  expect(await page.evaluate(() => 'loaded' in window)).toBe(true)
})

test('a crawler reads rules, not a page of an organization with that name', async ({ request }) => {
  const rules = await request.get('/robots.txt', { maxRedirects: 0 })
  expect(rules.headers()['content-type']).toContain('text/plain')
  expect(await rules.text()).toContain('Disallow: /api/')
})
