import type { Page } from '@playwright/test'
import { expect, test } from '../test'
import { organization, PASSWORD, person } from '../world'

test('a session is one opaque cookie, and no token reaches the browser', async ({ page, context, signIn }) => {
  const org = await organization()
  const bodies: string[] = []
  page.on('response', async (response) => {
    const text = await response.text().catch(() => '')
    // The one place where the session's secret belongs.
    const { 'set-cookie': _, ...headers } = response.headers()
    bodies.push(`${response.url()} ${JSON.stringify(headers)} ${text}`)
  })
  await signIn(org.owner)
  await page.waitForLoadState('networkidle')
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
  for (const path of ['/invoices', '/order', '/settings']) await page.goto(`/${org.slug}${path}`)
  // The worker keeps pages a little later than they are shown.
  await expect.poll(async () => (await stored(page)).some((text) => text.includes(`/${org.slug}/invoices`))).toBe(true)
  const cookie = (await context.cookies()).find(({ name }) => name === '__Host-session')
  expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax', path: '/' })
  const kept = await stored(page)
  const told = [...bodies, ...kept, await page.content()]
  expect(told.filter((text) => text.includes('eyJ') || text.includes('hcr_'))).toEqual([])
  expect(told.filter((text) => text.includes(cookie?.value ?? 'none'))).toEqual([])
})

/** All that scripts and the service worker have put away in this browser. */
function stored(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const texts = [JSON.stringify({ ...localStorage, ...sessionStorage }), document.cookie]
    for (const name of await caches.keys()) {
      const cache = await caches.open(name)
      for (const request of await cache.keys()) {
        const answer = await cache.match(request)
        texts.push(`${request.url} ${JSON.stringify([...(answer?.headers ?? [])])} ${await answer?.text()}`)
      }
    }
    const answered = <T>(asked: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        asked.onsuccess = () => resolve(asked.result)
        asked.onerror = () => reject(asked.error)
      })
    for (const { name } of await indexedDB.databases()) {
      const database = await answered(indexedDB.open(name ?? ''))
      for (const store of database.objectStoreNames) {
        texts.push(JSON.stringify(await answered(database.transaction(store).objectStore(store).getAll())))
      }
      database.close()
    }
    return texts
  })
}

test('logging in begins a new session, logging out leaves every tab and ends it at auth', async ({
  page,
  context,
  signIn,
}) => {
  const org = await organization()
  await signIn(org.owner)
  const secret = async () => (await context.cookies()).find(({ name }) => name === '__Host-session')
  const first = await secret()
  await signIn(org.owner)
  const second = await secret()
  expect(second?.value).not.toBe(first?.value)
  const other = await context.newPage()
  await other.goto(`/${org.slug}`)
  await page.goto(`/${org.slug}`)
  // However long it takes: no tab leaves before the session is over.
  await page.route('**/api/log-out', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    await route.continue()
  })
  await page.getByRole('button', { name: /^Account of/ }).click()
  await page.getByRole('menuitem', { name: 'Log out' }).click()
  await page.waitForURL('**/log-in')
  await other.waitForURL('**/log-in**')
  expect(await secret()).toBeUndefined()
  // Whoever kept the cookie has nothing.
  if (second) await context.addCookies([second])
  await page.goto(`/${org.slug}`)
  await page.waitForURL('**/log-in**')
})

test('a wrong password says so, keeps the address, and loses the password', async ({ page }) => {
  const { email } = await person()
  await page.goto('/log-in')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill('something else entirely')
  await page.getByRole('button', { name: 'Log in' }).click()
  await expect(page.getByText('The e-mail address or the password is wrong.')).toBeVisible()
  await expect(page.getByLabel('E-mail')).toHaveValue(email)
  await expect(page.getByLabel('Password')).toHaveValue('')
})

test('a page asked for before logging in is where one arrives', async ({ page }) => {
  const org = await organization()
  await page.goto(`/${org.slug}/invoices`)
  await page.waitForURL('**/log-in?next=**')
  await page.getByLabel('E-mail').fill(org.owner.email)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.waitForURL(`**/${org.slug}/invoices`)
})

test('another site cannot be the place one arrives at', async ({ page }) => {
  const org = await organization()
  await page.goto('/log-in?next=https://evil.example/')
  await page.getByLabel('E-mail').fill(org.owner.email)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.waitForURL(`**/${org.slug}`)
})

test('a write that another site began is refused', async ({ page, request, signIn, baseURL }) => {
  const org = await organization()
  await signIn(org.owner)
  for (const path of ['/api/graphql', '/api/log-out']) {
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }, {}]) {
      const refused = await request.post(`${baseURL}${path}`, { headers, data: {} })
      expect(refused.status(), `${path} ${JSON.stringify(headers)}`).toBe(403)
    }
  }
  await page.reload()
  await expect(page).not.toHaveURL(/log-in/)
})

test('the id that the edge gave a request is the id of its answer, page or refusal', async ({ request, baseURL }) => {
  const headers = { 'x-request-id': 'edge-7' }
  for (const path of ['/log-in', '/api/live', '/nothing/here']) {
    const answer = await request.get(`${baseURL}${path}`, { headers })
    expect(answer.headers()['x-request-id'], path).toBe('edge-7')
  }
})

test('another organization looks like none', async ({ page, signIn }) => {
  const [mine, others] = [await organization(), await organization()]
  await signIn(mine.owner)
  for (const path of [
    `/${others.slug}`,
    '/no-such-organization',
    `/${mine.slug}/invoices/inv_00000000000000000000000000`,
  ]) {
    await page.goto(path)
    await expect(page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible()
  }
})
