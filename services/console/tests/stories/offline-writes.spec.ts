import type { Page } from '@playwright/test'
import { expect, test } from '../test'
import { member, organization, PASSWORD, site } from '../world'

const WHY = 'You are offline. This can be sent when you are back.'
const NOT_SENT = 'You are offline. Nothing was sent.'
const LOST = 'This could not be sent, or its answer was lost.'

/** The writes that leave a page from now on. */
function writesOf(page: Page): string[] {
  const writes: string[] = []
  page.on('request', (request) => {
    if (request.headers()['next-action']) writes.push(request.url())
  })
  return writes
}

/** Loses the writes of the page at this path, until it is unrouted. */
async function loseWrites(page: Page, path: string): Promise<void> {
  await page.route(path, (route) =>
    route.request().method() === 'POST' ? route.abort('connectionreset') : route.fallback(),
  )
}

/** What the browser prints when the network is away, or a request is lost, is what this is about. */
function forgive(complaints: string[]): void {
  const others = complaints.filter(
    (text) => !/ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_RESET|Failed to fetch/.test(text),
  )
  complaints.splice(0, complaints.length, ...others)
}

test('a form waits for the network with what was typed, says why, and queues nothing', async ({
  page,
  context,
  signIn,
  accessible,
  complaints,
}) => {
  const org = await organization()
  await signIn(org.owner)
  await page.goto(`/${org.slug}/settings`)
  const writes = writesOf(page)
  const footer = page.getByLabel('Legal footer')
  const save = page.getByRole('button', { name: 'Save look' })
  await footer.fill('Garden Ltd, 1 Main Street')
  await context.setOffline(true)
  await expect(save).toHaveAttribute('aria-disabled', 'true')
  await expect(save).toHaveAccessibleDescription(WHY)
  await save.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText(NOT_SENT)).toBeVisible()
  await expect(save).toBeFocused()
  await expect(footer).toHaveValue('Garden Ltd, 1 Main Street')
  await accessible()
  await context.setOffline(false)
  await expect(save).not.toHaveAttribute('aria-disabled')
  await expect(page.getByText(NOT_SENT)).toHaveCount(0)
  await expect(footer).toHaveValue('Garden Ltd, 1 Main Street')
  expect(writes).toEqual([])
  await save.click()
  await expect(page.getByText('Saved. The next mail looks like this.')).toBeVisible()
  expect(writes).toHaveLength(1)
  await expect(footer).toHaveValue('Garden Ltd, 1 Main Street')
  forgive(complaints)
})

test('a button that is pressed offline leaves the page as it is, and works afterwards', async ({
  page,
  context,
  signIn,
  complaints,
}) => {
  const org = await organization()
  await signIn(org.owner)
  await page.goto('/account')
  const writes = writesOf(page)
  const again = page.getByRole('button', { name: 'Send it again' })
  await context.setOffline(true)
  await expect(again).toHaveAttribute('aria-disabled', 'true')
  await expect(again).toHaveAccessibleDescription(WHY)
  await again.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText(NOT_SENT)).toBeVisible()
  await expect(page.getByRole('heading', { level: 1, name: 'Account' })).toBeVisible()
  expect(writes).toEqual([])
  await context.setOffline(false)
  await again.click()
  await expect(page.getByText('Sent. The link of an earlier mail no longer works.')).toBeVisible()
  await expect(page.getByText(NOT_SENT)).toHaveCount(0)
  forgive(complaints)
})

test('a log-in that is lost on its way keeps the e-mail and says so', async ({ page, context, complaints }) => {
  const org = await organization()
  await page.goto('/log-in')
  const writes = writesOf(page)
  const email = page.getByLabel('E-mail')
  const password = page.getByLabel('Password')
  const send = page.getByRole('button', { name: 'Log in' })
  await email.fill(org.owner.email)
  await password.fill(PASSWORD)
  // First no network: nothing is sent, so that not even the password goes.
  await context.setOffline(true)
  await expect(send).toHaveAttribute('aria-disabled', 'true')
  await password.press('Enter')
  await expect(page.getByText(NOT_SENT)).toBeVisible()
  await expect(email).toHaveValue(org.owner.email)
  await expect(password).toHaveValue(PASSWORD)
  expect(writes).toEqual([])
  await context.setOffline(false)
  await expect(send).not.toHaveAttribute('aria-disabled')
  // Then one that loses the request.
  await loseWrites(page, '**/log-in')
  await send.click()
  await expect(page.getByText(LOST)).toBeVisible()
  await expect(email).toHaveValue(org.owner.email)
  await page.unroute('**/log-in')
  await password.fill(PASSWORD)
  await send.click()
  await page.waitForURL(`**/${org.slug}`)
  forgive(complaints)
})

test('settings stay as they were chosen while they cannot be saved', async ({ page, context, signIn, complaints }) => {
  const org = await organization()
  await signIn(org.owner)
  await page.goto('/account/notifications')
  const mailed = page.getByRole('checkbox', { name: 'Mail: Orders, invoices and payments' })
  const told = page.getByRole('checkbox', { name: 'In the console: Orders, invoices and payments' })
  const language = page.getByLabel('Language of mails and notifications')
  const save = page.getByRole('button', { name: 'Save', exact: true })
  await context.setOffline(true)
  await expect(save).toHaveAttribute('aria-disabled', 'true')
  await mailed.uncheck()
  await language.selectOption('de')
  await save.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText(NOT_SENT)).toBeVisible()
  await context.setOffline(false)
  await expect(save).not.toHaveAttribute('aria-disabled')
  await loseWrites(page, '**/account/notifications')
  await save.click()
  await expect(page.getByText(LOST)).toBeVisible()
  await expect(mailed).not.toBeChecked()
  await expect(told).toBeChecked()
  await expect(language).toHaveValue('de')
  await page.unroute('**/account/notifications')
  await save.click()
  await expect(page.getByText('Saved.')).toBeVisible()
  await expect(page.getByText(LOST)).toHaveCount(0)
  await expect(mailed).not.toBeChecked()
  await expect(language).toHaveValue('de')
  // The other way round too: a box that is ticked anew, and no language of its own.
  await mailed.check()
  await language.selectOption({ label: 'As in the profile' })
  await loseWrites(page, '**/account/notifications')
  await save.click()
  await expect(page.getByText(LOST)).toBeVisible()
  await expect(mailed).toBeChecked()
  await expect(language).toHaveValue('')
  // Nothing of that was saved.
  await page.reload()
  await expect(mailed).not.toBeChecked()
  await expect(language).toHaveValue('de')
  forgive(complaints)
})

test('a choice in a dialog stays when its request is lost', async ({ page, signIn, accessible, complaints }) => {
  const org = await organization()
  const guest = await member(org, 'DEVELOPER')
  await signIn(org.owner)
  await page.goto(`/${org.slug}/members`)
  const row = page.getByRole('table', { name: 'Members' }).getByRole('row').filter({ hasText: guest.email })
  await row.getByRole('button', { name: 'Change role' }).click()
  const dialog = page.getByRole('dialog')
  const viewer = dialog.getByRole('radio', { name: /^Viewer/ })
  await viewer.check()
  await loseWrites(page, `**/${org.slug}/members`)
  await dialog.getByRole('button', { name: 'Change role' }).click()
  await expect(dialog.getByRole('alert')).toContainText(LOST)
  await expect(viewer).toBeChecked()
  await accessible()
  await page.unroute(`**/${org.slug}/members`)
  await dialog.getByRole('button', { name: 'Change role' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(row.getByRole('cell', { name: 'Viewer', exact: true })).toBeVisible()
  forgive(complaints)
})

test('the name that a danger asks for stays when its request is lost', async ({
  page,
  context,
  signIn,
  complaints,
}) => {
  const org = await organization()
  const made = await site(org, 'Orchard')
  await signIn(org.owner)
  await page.goto(`/${org.slug}/instances/${made.id}/danger`)
  const name = page.getByLabel('Name of the site')
  const terminate = page.getByRole('button', { name: 'Terminate for good' })
  await context.setOffline(true)
  await expect(terminate).toHaveAttribute('aria-disabled', 'true')
  await name.fill(made.name)
  await name.press('Enter')
  await expect(page.getByText(NOT_SENT)).toBeVisible()
  await expect(name).toHaveValue(made.name)
  await context.setOffline(false)
  await expect(terminate).not.toHaveAttribute('aria-disabled')
  await loseWrites(page, '**/danger')
  await terminate.click()
  await expect(page.getByText(LOST)).toBeVisible()
  await expect(name).toHaveValue(made.name)
  forgive(complaints)
})
