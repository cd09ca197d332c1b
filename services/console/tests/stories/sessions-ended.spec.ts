import type { Page } from '@playwright/test'
import { lineTo } from '../line'
import { STAFF } from '../pages'
import { expect, test } from '../test'
import { call, eventually, organization, PASSWORD, unique } from '../world'

/** A device that is no other story's: by it the one session is found among all of the same person. */
const DEVICE = unique('Idle')

/** Opens a page and waits until it listens. */
async function idleOn(page: Page, path: string): Promise<void> {
  // Not the stream of the page before.
  const listens = page.waitForResponse((answer) => answer.url().includes('/api/live') && page.url().endsWith(path))
  await page.goto(path)
  await listens
}

test('a tab whose session is ended in another browser leaves by itself, and goes on where it was', async ({
  page,
  browser,
  signIn,
  baseURL,
}) => {
  const org = await organization()
  const other = await (await browser.newContext({ ...(baseURL && { baseURL }), locale: 'en-GB' })).newPage()
  await other.goto('/log-in')
  await other.getByLabel('E-mail').fill(org.owner.email)
  await other.getByLabel('Password').fill(PASSWORD)
  await other.getByRole('button', { name: 'Log in' }).click()
  await other.waitForURL(`**/${org.slug}`)
  await signIn(org.owner)
  await idleOn(page, `/${org.slug}/invoices`)
  await other.goto('/account/sessions')
  // Its own row has no button, and the newest other one is the first.
  await other
    .getByRole('button', { name: /^End the session of/ })
    .first()
    .click()
  await expect(page).toHaveURL(/\/log-in\?next=/)
  await page.getByLabel('E-mail').fill(org.owner.email)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.waitForURL(`**/${org.slug}/invoices`)
  // Who ended it is still in.
  await other.goto(`/${org.slug}/invoices`)
  await expect(other.getByRole('heading', { level: 1, name: 'Invoices' })).toBeVisible()
  await other.context().close()
})

test('a tab that was cut off when its session ended leaves once it is back', async ({
  page,
  signIn,
  complaints,
  baseURL,
}) => {
  const org = await organization()
  await signIn(org.owner)
  const line = await lineTo(baseURL ?? '')
  try {
    await idleOn(page, `${line.url}/${org.slug}/invoices`)
    // It is fetched when the page has nothing better to do, which is not to be while the line is cut.
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    line.cut()
    const { viewer } = await call<{ viewer: { sessions: { nodes: { id: string; current: boolean }[] } } }>(
      'query { viewer { sessions(first: 10) { nodes { id current } } } }',
      {},
      org.owner.token,
    )
    const sessionId = viewer.sessions.nodes.find(({ current }) => !current)?.id
    await call(
      'mutation ($input: RevokeSessionInput!) { revokeSession(input: $input) { userErrors { code } } }',
      { input: { sessionId } },
      org.owner.token,
    )
    await expect(page.getByRole('heading', { level: 1, name: 'Invoices' })).toBeVisible()
    line.mend()
    await expect(page).toHaveURL(/\/log-in\?next=/, { timeout: 40_000 })
  } finally {
    line.close()
  }
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !/net::ERR_|fetching the script/.test(text)))
})

test.describe(() => {
  test.use({ userAgent: DEVICE })

  test('a page of the staff that nobody touches leaves too', async ({ page, signIn }) => {
    await signIn(STAFF, STAFF.password)
    await idleOn(page, '/staff/capacity')
    const { logIn } = await call<{ logIn: { tokens: { accessToken: string } } }>(
      'mutation ($input: LogInInput!) { logIn(input: $input) { tokens { accessToken } userErrors { code } } }',
      { input: STAFF },
    )
    const { accessToken } = logIn.tokens
    const sessionId = await eventually(async () => {
      const { viewer } = await call<{ viewer: { sessions: { nodes: { id: string; userAgent: string | null }[] } } }>(
        'query { viewer { sessions(first: 100) { nodes { id userAgent } } } }',
        {},
        accessToken,
      )
      return viewer.sessions.nodes.find(({ userAgent }) => userAgent === DEVICE)?.id
    })
    await expect(page.getByRole('heading', { level: 1, name: 'Capacity' })).toBeVisible()
    await call(
      'mutation ($input: RevokeSessionInput!) { revokeSession(input: $input) { userErrors { code } } }',
      { input: { sessionId } },
      accessToken,
    )
    await expect(page).toHaveURL(/\/log-in\?next=%2Fstaff%2Fcapacity/)
  })
})
