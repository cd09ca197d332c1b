import { STAFF } from '../pages'
import { expect, test } from '../test'
import { invitation, mail, ordered, organization, paid, site, unique, webhook } from '../world'

test('staff see orders newest first, and those that are paid', async ({ page, signIn, accessible }) => {
  const org = await organization()
  const older = await ordered(org, 'Orchard')
  const newer = await ordered(org, 'Meadow')
  await signIn(STAFF, STAFF.password)
  const orders = page.getByRole('table', { name: 'Orders', exact: true })
  const row = (invoice: string) => orders.getByRole('row').filter({ hasText: invoice })
  const tabs = page.getByRole('navigation', { name: 'Which orders' })
  // Others order at the same time, and a site is known a moment after its order.
  await expect(async () => {
    await page.goto('/staff/orders')
    await expect(row(newer.invoice)).toContainText('Waiting for payment', { timeout: 1_000 })
    const named = await orders.getByRole('rowheader').allTextContents()
    const at = (invoice: string) => named.findIndex((text) => text.includes(invoice))
    expect(at(older.invoice)).toBeGreaterThan(at(newer.invoice))
  }).toPass()
  for (const text of ['not issued yet', 'Starter site', 'Meadow', 'Open'])
    await expect(row(newer.invoice)).toContainText(text)
  await expect(row(newer.invoice).getByRole('link', { name: org.name })).toHaveAttribute(
    'href',
    `/staff/organizations/${org.id}`,
  )
  await accessible()
  await paid(org, newer.invoice)
  await expect(async () => {
    await page.goto('/staff/orders')
    await tabs.getByRole('link', { name: 'Paid', exact: true }).click()
    await page.waitForURL('**/staff/orders?status=PAID')
    await expect(row(newer.invoice)).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await expect(row(newer.invoice)).not.toContainText('not issued yet')
  await expect(row(older.invoice)).toHaveCount(0)
  await tabs.getByRole('link', { name: /^Paid and not live \(/ }).click()
  await page.waitForURL('**/staff/orders?stray=PAID_NOT_LIVE')
  await expect(page.getByRole('heading', { level: 2, name: 'Paid and not live' })).toBeVisible()
  await tabs.getByRole('link', { name: 'Paid', exact: true }).click()
  await page.getByRole('link', { name: 'Oldest first' }).click()
  await page.waitForURL('**/staff/orders?status=PAID&sort=oldest')
  const when = await orders.locator('tbody time').evaluateAll((all) => all.map((one) => one.getAttribute('datetime')))
  expect(when.length).toBeGreaterThan(0)
  expect(when).toEqual(when.toSorted())
  await page.goto('/staff/orders?status=nonsense')
  await expect(tabs.getByRole('link', { name: 'All', exact: true })).toHaveAttribute('aria-current', 'page')
})

test('what is done in time is not among what is stuck', async ({ page, signIn, accessible }) => {
  const org = await organization()
  await site(org)
  await signIn(STAFF, STAFF.password)
  const customer = page.getByRole('main').getByRole('link', { name: org.name })
  await page.goto('/staff/operations')
  await expect(customer.first()).toBeVisible()
  await page.getByRole('navigation', { name: 'State' }).getByRole('link', { name: 'Stuck', exact: true }).click()
  await page.waitForURL('**/staff/operations?status=STUCK')
  await expect(page.getByText('These have waited or run for more than five minutes.')).toBeVisible()
  await expect(customer).toHaveCount(0)
  await accessible()
})

test('staff see today who has come, what was ordered, and what wants somebody', async ({
  page,
  signIn,
  accessible,
}) => {
  await signIn(STAFF, STAFF.password)
  const newest = (what: string) => page.getByRole('region', { name: `Newest ${what}`, exact: true })
  // Only five of each are shown, and others come and order at the same time.
  await expect(async () => {
    const org = await organization(unique('Arrival'))
    const { invoice } = await ordered(org)
    await page.goto('/staff')
    await expect(newest('customers').getByRole('link', { name: org.name })).toBeVisible({ timeout: 1_000 })
    await expect(newest('orders').locator(`a[href="/${org.slug}/invoices/${invoice}"]`)).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await expect(newest('operations')).toBeVisible()
  await expect(page.getByRole('link', { name: /Stuck operations/ })).toBeVisible()
  await accessible()
  // Whoever starts the services has sent some that die.
  const letters = page.getByRole('link', { name: /Dead letters that wait/ })
  await expect(async () => {
    await page.reload()
    await expect(letters).toHaveAttribute('href', /\/staff\/dead-letters\?service=[A-Z]+$/, { timeout: 1_000 })
  }).toPass()
  await expect(letters).not.toContainText('Did not answer')
  await letters.click()
  await page.waitForURL(/\/staff\/dead-letters\?service=/)
  await expect(page.getByRole('table', { name: 'Dead letters' }).getByRole('link').first()).toBeVisible()
})

test('a customer’s page tells what went wrong, and a mail is sent again', async ({ page, signIn, accessible }) => {
  const org = await organization()
  const { invoice } = await ordered(org)
  await paid(org, invoice, 'tok_declined')
  const endpoint = await webhook(org, 'http://127.0.0.1:9999/customer')
  const guest = `${unique('guest')}@example.test`
  await invitation(org, 'DEVELOPER', guest)
  const first = await mail(guest, '/invitations/accept')
  await signIn(STAFF, STAFF.password)
  const row = (table: string, text: string) =>
    page.getByRole('table', { name: table, exact: true }).getByRole('row').filter({ hasText: text })
  const sent = row('Mails', guest)
  await expect(async () => {
    await page.goto(`/staff/organizations/${org.id}`)
    await expect(sent).toContainText('Sent', { timeout: 1_000 })
  }).toPass()
  const payment = row('Payments', 'card_declined')
  await expect(payment).toContainText('The card was declined.')
  await expect(payment.getByRole('link', { name: 'not issued yet' })).toHaveAttribute(
    'href',
    `/${org.slug}/invoices/${invoice}`,
  )
  await expect(row('Open invitations', guest)).toContainText('Waiting')
  await expect(row('Webhooks', 'http://127.0.0.1:9999/customer').getByRole('link')).toHaveAttribute(
    'href',
    `/${org.slug}/webhooks/${endpoint}`,
  )
  await accessible()
  await expect(sent.getByRole('cell', { name: '1', exact: true })).toBeVisible()
  await sent.getByRole('button', { name: 'Send again' }).click()
  await expect.poll(() => mail(guest, '/invitations/accept')).not.toBe(first)
  await expect(async () => {
    await page.reload()
    await expect(sent).toContainText('Sent', { timeout: 1_000 })
    await expect(sent.getByRole('cell', { name: '2', exact: true })).toBeVisible({ timeout: 1_000 })
  }).toPass()
})
