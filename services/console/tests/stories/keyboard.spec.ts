import type { Page } from '@playwright/test'
import { expect, test } from '../test'
import { ordered, organization, PASSWORD, site, unique } from '../world'

/** Goes to something by the tab key alone, as who has no pointer does. */
async function reach(page: Page, role: string, name: RegExp): Promise<void> {
  for (let stops = 0; stops < 120; stops += 1) {
    await page.keyboard.press('Tab')
    const focused = page.locator(':focus')
    const here = page.getByRole(role as 'button', { name }).and(focused)
    if ((await here.count()) > 0) return
  }
  throw new Error(`${role} ${name} is not reached by the keyboard on ${page.url()}`)
}

async function press(page: Page, role: string, name: RegExp): Promise<void> {
  await reach(page, role, name)
  await page.keyboard.press('Enter')
}

async function type(page: Page, name: RegExp, text: string): Promise<void> {
  await reach(page, 'textbox', name)
  await page.keyboard.press('Control+a')
  await page.keyboard.type(text)
}

/** Goes somewhere by `g` and a key, as soon as the page hears keys. */
async function go(page: Page, key: string, there: RegExp): Promise<void> {
  await expect(async () => {
    await page.keyboard.press('g')
    await page.keyboard.press(key)
    await expect(page).toHaveURL(there, { timeout: 2_000 })
  }).toPass()
}

/** Logs in without a pointer. */
async function logIn(page: Page, email: string): Promise<void> {
  await page.goto('/log-in')
  await type(page, /E-mail/, email)
  await page.keyboard.press('Tab')
  await page.keyboard.type(PASSWORD)
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.pathname !== '/log-in' && url.pathname !== '/')
}

test.describe('by keyboard alone', () => {
  test('log in, order, pay, and log out', async ({ page }) => {
    const org = await organization()
    await logIn(page, org.owner.email)
    await go(page, 'n', /\/order$/)
    await press(page, 'link', /Choose Starter/)
    await page.waitForURL('**/order/price_*')
    await type(page, /^Name/, 'Keys')
    await page.keyboard.press('Enter')
    await page.waitForURL('**name=Keys**')
    await press(page, 'button', /Place order/)
    await page.waitForURL('**/orders/inv_*')
    await expect(page.getByLabel('Card')).toBeVisible()
    await press(page, 'button', /^Pay/)
    await expect(page.getByRole('link', { name: /localhost/ }).first()).toBeVisible({ timeout: 30_000 })
    await press(page, 'button', /^Account of/)
    await expect(page.getByRole('menu')).toBeVisible()
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/log-in')
  })

  test('pay an invoice, invite somebody, go anywhere by the palette', async ({ page }) => {
    const org = await organization()
    const { invoice } = await ordered(org)
    await logIn(page, org.owner.email)
    await go(page, 'i', /\/invoices$/)
    await press(page, 'link', new RegExp(invoice))
    await page.waitForURL(`**/invoices/${invoice}`)
    await press(page, 'button', /^Pay/)
    await expect(page.getByText('Paid', { exact: true }).first()).toBeVisible()
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('dialog')).toBeVisible()
    await page.keyboard.type('memb')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/members')
    await press(page, 'button', /Invite somebody/)
    await expect(page.getByRole('dialog')).toBeVisible()
    const email = `${unique('keys')}@example.test`
    await page.getByLabel('E-mail').focus()
    await page.keyboard.type(email)
    await page.keyboard.press('Enter')
    await expect(page.getByText(email).first()).toBeVisible()
  })

  test('terminate a site, which asks for its name', async ({ page }) => {
    const org = await organization()
    const made = await site(org, 'Doomed')
    await logIn(page, org.owner.email)
    await page.goto(`/${org.slug}/instances/${made.id}/danger`)
    await type(page, /Name of the site/, 'Doomed')
    await page.keyboard.press('Enter')
    await expect(page.getByText(/Being removed|Terminated/).first()).toBeVisible()
  })
})

test('keys are dead where one types', async ({ page, signIn }) => {
  const org = await organization()
  await signIn(org.owner)
  await page.goto(`/${org.slug}/settings`)
  await page.getByRole('textbox').first().focus()
  await page.keyboard.type('g i?')
  await expect(page).toHaveURL(/settings/)
  await expect(page.getByRole('dialog')).toHaveCount(0)
})
