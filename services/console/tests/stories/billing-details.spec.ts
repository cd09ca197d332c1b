import type { Page } from '@playwright/test'
import { expect, test } from '../test'
import { call, member, type Organization, ordered, organization } from '../world'

/** Saves an organization's billing details by the API. */
async function addressed(org: Organization, details: { name?: string; address?: string; taxNumber?: string }) {
  await call(
    'mutation ($input: UpdateBillingDetailsInput!) { updateBillingDetails(input: $input) { userErrors { code } } }',
    { input: { organizationId: org.id, ...details } },
    org.owner.token,
  )
}

const detailsOn = (page: Page) => page.getByRole('region', { name: 'Billing details' })
const buyerOn = (page: Page) => page.getByRole('region', { name: 'Bill to' })

test('who saves an address before they pay has it on the invoice, which keeps it', async ({
  page,
  signIn,
  accessible,
}) => {
  const org = await organization()
  const { invoice } = await ordered(org)
  await signIn(org.owner)
  await page.goto(`/${org.slug}/invoices/${invoice}`)
  await expect(buyerOn(page)).toContainText(org.name)
  await page.getByRole('link', { name: 'Add an address for your invoices' }).click()
  const details = detailsOn(page)
  await expect(details.getByLabel('Full name')).toHaveValue(org.name)
  await details.getByLabel('Full name').fill('Orchard & Sons Ltd')
  await details.getByLabel('Address').fill('1 Main Street\nDublin 2\nIreland')
  await details.getByLabel('Tax number').fill('IE1234567X')
  await details.getByRole('button', { name: 'Save details' }).click()
  await expect(details.getByText('Saved. Your next invoice says so.')).toBeVisible()
  await expect(details.getByLabel('Address')).toHaveValue('1 Main Street\nDublin 2\nIreland')
  await accessible()

  await page.goto(`/${org.slug}/invoices/${invoice}`)
  const shown = ['Orchard & Sons Ltd', 'Dublin 2', 'Tax number IE1234567X']
  for (const text of shown) await expect(buyerOn(page)).toContainText(text)
  await expect(page.getByRole('button', { name: /^Pay/ })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Add an address for your invoices' })).toHaveCount(0)
  await page.getByLabel('Card').fill('tok_ok')
  await page.getByRole('button', { name: /^Pay/ }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Invoice INV-/)

  await addressed(org, { name: 'Somebody Else Ltd', address: '2 Side Street\nCork' })
  const next = await ordered(org, 'Second site')
  await page.goto(`/${org.slug}/invoices/${next.invoice}`)
  for (const text of ['Somebody Else Ltd', 'Cork']) await expect(buyerOn(page)).toContainText(text)
  await expect(buyerOn(page)).not.toContainText('IE1234567X')
  await page.goto(`/${org.slug}/invoices/${invoice}`)
  for (const text of shown) await expect(buyerOn(page)).toContainText(text)
  await page.emulateMedia({ media: 'print' })
  for (const text of shown) await expect(buyerOn(page).getByText(text)).toBeVisible()
  await accessible()
})

test('an invoice that waits to be paid follows the details before one’s eyes', async ({ page, signIn }) => {
  const org = await organization()
  const { invoice } = await ordered(org)
  await signIn(org.owner)
  await page.goto(`/${org.slug}/invoices/${invoice}`)
  await expect(buyerOn(page)).toContainText(org.name)
  await addressed(org, { address: '1 Main Street\nDublin' })
  await expect(buyerOn(page)).toContainText('Dublin')
  await expect(buyerOn(page)).toContainText(org.name)
})

test('what is wrong with the details stands at its field, and what was typed stays', async ({
  page,
  signIn,
  accessible,
}) => {
  const org = await organization()
  await signIn(org.owner)
  await page.goto(`/${org.slug}/settings`)
  const details = detailsOn(page)
  const lines = Array.from({ length: 9 }, (_, line) => `Line ${line + 1}`).join('\n')
  await details.getByLabel('Full name').fill('Orchard Ltd')
  await details.getByLabel('Address').fill(lines)
  await details.getByRole('button', { name: 'Save details' }).click()
  await expect(details.getByText('An address has at most 500 characters and 8 lines')).toBeVisible()
  await expect(details.getByLabel('Address')).toHaveAttribute('aria-invalid', 'true')
  await expect(details.getByLabel('Address')).toHaveValue(lines)
  await details.getByLabel('Address').fill('Dublin')
  await details.getByLabel('Tax number').fill('1'.repeat(51))
  await details.getByRole('button', { name: 'Save details' }).click()
  await expect(details.getByLabel('Tax number')).toHaveAttribute('aria-invalid', 'true')
  await expect(details.getByLabel('Address')).not.toHaveAttribute('aria-invalid')
  await expect(details.getByLabel('Full name')).toHaveValue('Orchard Ltd')
  await accessible()
})

test('who may not pay reads the details and is not asked for an address', async ({ page, signIn }) => {
  const org = await organization()
  const { invoice } = await ordered(org)
  await signIn(await member(org, 'VIEWER'))
  await page.goto(`/${org.slug}/invoices/${invoice}`)
  await expect(buyerOn(page)).toContainText(org.name)
  await expect(page.getByRole('link', { name: 'Add an address for your invoices' })).toHaveCount(0)
  await addressed(org, { name: 'Orchard Ltd', address: 'Dublin' })
  await page.goto(`/${org.slug}/settings`)
  await expect(detailsOn(page)).toContainText('Orchard Ltd')
  await expect(detailsOn(page)).toContainText('Dublin')
  await expect(detailsOn(page).getByRole('textbox')).toHaveCount(0)
})

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false })

  test('the details are saved all the same, and a refusal keeps what was typed', async ({ page, signIn }) => {
    const org = await organization()
    await signIn(org.owner)
    await page.goto(`/${org.slug}/settings`)
    const details = detailsOn(page)
    await details.getByLabel('Address').fill('Dublin')
    await details.getByLabel('Tax number').fill('1'.repeat(51))
    await details.getByRole('button', { name: 'Save details' }).click()
    await expect(details.getByLabel('Tax number')).toHaveAttribute('aria-invalid', 'true')
    await expect(details.getByLabel('Address')).toHaveValue('Dublin')
    await details.getByLabel('Tax number').fill('IE1')
    await details.getByRole('button', { name: 'Save details' }).click()
    await expect(details.getByText('Saved. Your next invoice says so.')).toBeVisible()
    await expect(details.getByLabel('Tax number')).toHaveValue('IE1')
  })
})
