import type { Page } from '@playwright/test'
import { expect, test } from '../test'
import { ordered, organization, PASSWORD, unique } from '../world'

/** Everything here happens in a browser that runs no script: what the server sent has to do. */
test.use({ javaScriptEnabled: false })

async function logIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
}

test('without scripts one signs up', async ({ page }) => {
  await page.goto('/log-in')
  await page.getByRole('link', { name: 'Sign up' }).click()
  await page.getByLabel('Your name').fill('Grace Hopper')
  await page.getByLabel('E-mail').fill(`${unique('plain')}@example.test`)
  await page.getByLabel('Password').fill('short')
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByLabel('Password')).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByLabel('Your name')).toHaveValue('Grace Hopper')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.waitForURL('**/organizations/new')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
})

test('without scripts one logs in, goes from page to page, and reads', async ({ page }) => {
  const org = await organization()
  const { invoice } = await ordered(org)
  await page.goto(`/${org.slug}`)
  await page.waitForURL('**/log-in?next=**')
  await logIn(page, org.owner.email, 'something else entirely')
  await expect(page.getByText('The e-mail address or the password is wrong.')).toBeVisible()
  await expect(page.getByLabel('E-mail')).toHaveValue(org.owner.email)
  await logIn(page, org.owner.email)
  await page.waitForURL(`**/${org.slug}`)
  // On a phone the navigation is folded away.
  await page.setViewportSize({ width: 360, height: 740 })
  await page.getByText('Menu', { exact: true }).click()
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Invoices' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Invoices' })).toBeVisible()
  await page.getByRole('table').getByRole('link', { name: invoice }).click()
  await page.waitForURL(`**/invoices/${invoice}`)
  await expect(page.getByRole('button', { name: /^Pay/ })).toBeVisible()
})
