import { expect, test } from '../test'
import { ordered, organization, paid } from '../world'

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
  const address = `/${org.slug}/invoices/${invoice}`
  await Promise.all([page.goto(address), other.goto(address)])
  await page.getByRole('button', { name: /^Pay/ }).click()
  await expect(page.getByText('Paid', { exact: true }).first()).toBeVisible()
  // The other tab hears of it by itself.
  await expect(other.getByRole('button', { name: /^Pay/ })).toHaveCount(0)
  await expect(other.getByText('Paid', { exact: true }).first()).toBeVisible()
})

test('an invoice that others pay changes before one’s eyes', async ({ page, signIn }) => {
  const org = await organization()
  const { invoice } = await ordered(org)
  await signIn(org.owner)
  await page.goto(`/${org.slug}/invoices`)
  await expect(page.getByText('Open', { exact: true })).toBeVisible()
  await paid(org, invoice)
  await expect(page.getByText('Paid', { exact: true }).first()).toBeVisible()
})
