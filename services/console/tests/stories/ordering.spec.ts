import { expect, test } from '../test'
import { mail, organization, PASSWORD, person, price, shows, site, unique } from '../world'

test('from nothing to a live site in at most 12 clicks', async ({ page }) => {
  let clicks = 0
  const press = async (name: string | RegExp, role: 'button' | 'link' = 'button') => {
    clicks += 1
    await page.getByRole(role, { name }).first().click()
  }
  await page.goto('/sign-up')
  await page.getByLabel('Your name').fill('Grace Hopper')
  await page.getByLabel('E-mail').fill(`${unique('grace')}@example.test`)
  await page.getByLabel('Password').fill(PASSWORD)
  await press('Create account')
  await page.waitForURL('**/organizations/new')
  const name = unique('Harbour')
  await page.getByLabel('Name', { exact: true }).fill(name)
  await press(/^Create/)
  await page.waitForURL((url) => !url.pathname.startsWith('/organizations'))
  await press(/Order/, 'link')
  await page.waitForURL('**/order')
  await page
    .getByRole('article')
    .or(page.getByRole('listitem'))
    .filter({ hasText: 'Starter site' })
    .getByRole('link', { name: /Choose/ })
    .click()
  clicks += 1
  await page.getByLabel('Name').fill('Lighthouse')
  await press('Show the price')
  await expect(page.getByText('Why this price?').first()).toBeVisible()
  await press('Place order')
  await page.waitForURL('**/orders/inv_*')
  await press(/^Pay/)
  const link = page.getByRole('link', { name: /localhost/ }).first()
  await expect(link).toBeVisible({ timeout: 30_000 })
  const address = (await link.getAttribute('href')) ?? ''
  await shows(address, 'html')
  expect(clicks).toBeLessThanOrEqual(12)
})

test('pressed twice, an order is placed once', async ({ page, signIn }) => {
  const org = await organization()
  await signIn(org.owner)
  await page.goto(`/${org.slug}/order/${await price('site-starter')}?name=Twice`)
  await page.getByRole('button', { name: 'Place order' }).dblclick()
  await page.waitForURL('**/orders/inv_*')
  await page.goto(`/${org.slug}/invoices`)
  await expect(page.getByRole('row')).toHaveCount(2)
})

test('a coupon that does not exist is said at its field, and what was typed stays', async ({ page, signIn }) => {
  const org = await organization()
  await signIn(org.owner)
  await page.goto(`/${org.slug}/order/${await price('site-starter')}`)
  await page.getByLabel('Name').fill('Orchard')
  await page.getByLabel('Coupon').fill('NOPE')
  await page.getByRole('button', { name: 'Show the price' }).click()
  await expect(page.getByText('There is no such coupon')).toBeVisible()
  await expect(page.getByLabel('Name')).toHaveValue('Orchard')
  await expect(page.getByRole('button', { name: 'Place order' })).toHaveCount(0)
  await page.getByLabel('Coupon').fill('WELCOME10')
  await page.getByRole('button', { name: 'Show the price' }).click()
  await expect(page.getByRole('button', { name: 'Place order' })).toBeVisible()
  await page.goBack()
  await expect(page.getByLabel('Coupon')).toHaveValue('NOPE')
})

test('a price that changed since it was shown orders nothing, and the new one is shown', async ({ page, signIn }) => {
  const org = await organization()
  await signIn(org.owner)
  const order = `/${org.slug}/order/${await price('site-starter')}?name=Orchard`
  // A token of billing's holds what was shown. One of a lower price is what a browser has whose price has gone up.
  await page.goto(`${order}&coupon=WELCOME10`)
  const shown = await page.locator('input[name=previewToken]').inputValue()
  await page.goto(order)
  const held = page.locator('input[name=previewToken]')
  await held.evaluate((input: HTMLInputElement, token) => input.setAttribute('value', token), shown)
  await page.getByRole('button', { name: 'Place order' }).click()
  await expect(page.getByText('The price has changed since you looked. Nothing was ordered.')).toBeVisible()
  await expect(held).not.toHaveValue(shown)
  await page.getByRole('button', { name: 'Place order' }).click()
  await page.waitForURL('**/orders/inv_*')
  await page.goto(`/${org.slug}/invoices`)
  await expect(page.getByRole('row')).toHaveCount(2)
})

test('back and forward through an order keep what was typed, and order nothing twice', async ({ page, signIn }) => {
  const org = await organization()
  await signIn(org.owner)
  await page.goto(`/${org.slug}/order/${await price('site-starter')}`)
  await page.getByLabel('Name').fill('Orchard')
  await page.getByRole('button', { name: 'Show the price' }).click()
  await page.getByRole('button', { name: 'Place order' }).click()
  await page.waitForURL('**/orders/inv_*')
  const placed = page.url()
  await page.goBack()
  await expect(page.getByRole('button', { name: 'Place order' })).toBeVisible()
  await expect(page.getByLabel('Name')).toHaveValue('Orchard')
  await page.goBack()
  await expect(page.getByRole('button', { name: 'Place order' })).toHaveCount(0)
  await page.goForward()
  await expect(page.getByRole('button', { name: 'Place order' })).toBeVisible()
  await page.goForward()
  await page.waitForURL(placed)
  await page.goto(`/${org.slug}/invoices`)
  await expect(page.getByRole('row')).toHaveCount(2)
})

test('names of any kind, as long as they may be, are shown as they are', async ({ page, signIn, accessible }) => {
  // The longest that a site, a person and an organization can have, in one word each.
  const name = '<script>alert(1)</script> مرحبا'.padEnd(64, 'س')
  const founder = await person('<i>'.padEnd(100, 'M'))
  const org = await organization('<b>bold</b> '.padEnd(100, 'ص'), founder)
  const made = await site(org, name)
  await signIn(founder)
  await page.setViewportSize({ width: 360, height: 740 })
  const shown = { [`instances/${made.id}`]: name, instances: name, members: founder.name }
  for (const [path, text] of Object.entries(shown)) {
    await page.goto(`/${org.slug}/${path}`)
    await expect(page.getByRole('main').getByText(text).first(), path).toBeVisible()
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(overflow, path).toBeLessThanOrEqual(0)
    await accessible()
  }
})

test('a mail about an invoice leads to its page', async ({ page, signIn }) => {
  const org = await organization()
  const { invoice } = await site(org)
  await signIn(org.owner)
  await mail(org.owner.email, invoice)
  await page.goto(`/invoices/${invoice}`)
  await page.waitForURL(`**/${org.slug}/invoices/${invoice}`)
})
