import { expect, test } from '../test'
import { call, ordered, organization, paid } from '../world'

test('a declined card keeps the invoice open and says why; another card pays it once', async ({ page, signIn }) => {
  const org = await organization()
  const { invoice } = await ordered(org)
  await signIn(org.owner)
  await page.goto(`/${org.slug}/invoices/${invoice}`)
  await page.getByLabel('Card').fill('tok_declined')
  await page.getByRole('button', { name: /^Pay/ }).click()
  await expect(page.getByText('The card was declined. The invoice stays open')).toBeVisible()
  await expect(page.getByLabel('Card')).toHaveValue('tok_declined')
  await page.getByLabel('Card').fill('tok_ok')
  await page.getByRole('button', { name: /^Pay/ }).dblclick()
  await expect(page.getByText('Paid', { exact: true }).first()).toBeVisible()
  await expect(page.getByRole('button', { name: /^Pay/ })).toHaveCount(0)
})

test('two tabs that pay one invoice pay it once', async ({ page, context, signIn }) => {
  const org = await organization()
  const { invoice } = await ordered(org)
  await signIn(org.owner)
  const other = await context.newPage()
  const tabs = [page, other]
  const address = `/${org.slug}/invoices/${invoice}`
  await Promise.all(tabs.map((tab) => tab.goto(address)))
  // Neither payment leaves before both were asked for: the two are under way at once.
  const both = Promise.withResolvers<void>()
  let asked = 0
  await context.route(`**${address}`, async (route) => {
    if (route.request().method() === 'POST') {
      asked += 1
      if (asked === tabs.length) both.resolve()
      await both.promise
    }
    await route.continue()
  })
  for (const tab of tabs) await tab.getByRole('button', { name: /^Pay/ }).click()
  await both.promise
  for (const tab of tabs) {
    await expect(tab.getByText('Paid', { exact: true }).first()).toBeVisible()
    await expect(tab.getByRole('button', { name: /^Pay/ })).toHaveCount(0)
  }
  const { node } = await call<{ node: { payments: { status: string }[] } }>(
    'query ($id: ID!) { node(id: $id) { ... on Invoice { payments { status } } } }',
    { id: invoice },
    org.owner.token,
  )
  expect(node.payments.filter(({ status }) => status !== 'FAILED')).toEqual([{ status: 'SUCCEEDED' }])
})

test('an invoice that others pay changes before one’s eyes', async ({ page, signIn }) => {
  const org = await organization()
  const { invoice } = await ordered(org)
  await signIn(org.owner)
  await page.goto(`/${org.slug}/invoices`)
  const list = page.getByRole('table')
  await expect(list.getByText('Open', { exact: true })).toBeVisible()
  await paid(org, invoice)
  await expect(list.getByText('Paid', { exact: true })).toBeVisible()
})

test('invoices are found by how they stand, and the address keeps that', async ({ page, signIn, accessible }) => {
  const org = await organization()
  const [open, settled] = [await ordered(org, 'Not yet'), await ordered(org, 'Done')]
  await paid(org, settled.invoice)
  await signIn(org.owner)
  await page.goto(`/${org.slug}/invoices`)
  const rows = page.getByRole('table').getByRole('rowheader')
  await expect(rows).toHaveCount(2)
  await page.getByRole('navigation', { name: 'State' }).getByRole('link', { name: 'Open' }).click()
  await page.waitForURL('**/invoices?status=OPEN')
  await expect(rows).toHaveText([open.invoice])
  await accessible()
  // What is paid while one looks is no longer open.
  await paid(org, open.invoice)
  await expect(page.getByText('No invoices here')).toBeVisible()
  await page.reload()
  await page.getByRole('link', { name: 'See all invoices' }).click()
  await expect(rows).toHaveCount(2)
  await page.goto(`/${org.slug}/invoices?status=nonsense`)
  await expect(rows).toHaveCount(2)
})
