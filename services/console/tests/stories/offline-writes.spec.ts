import type { Page } from '@playwright/test'
import { expect, test } from '../test'
import { organization, PASSWORD } from '../world'

const WHY = 'You are offline. This can be sent when you are back.'
const NOT_SENT = 'You are offline. Nothing was sent.'

/** The writes that leave a page from now on. */
function writesOf(page: Page): string[] {
  const writes: string[] = []
  page.on('request', (request) => {
    if (request.headers()['next-action']) writes.push(request.url())
  })
  return writes
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
  await page.route('**/log-in', (route) =>
    route.request().method() === 'POST' ? route.abort('connectionreset') : route.fallback(),
  )
  await send.click()
  await expect(page.getByText('This could not be sent, or its answer was lost.')).toBeVisible()
  await expect(email).toHaveValue(org.owner.email)
  await page.unroute('**/log-in')
  await password.fill(PASSWORD)
  await send.click()
  await page.waitForURL(`**/${org.slug}`)
  forgive(complaints)
})
