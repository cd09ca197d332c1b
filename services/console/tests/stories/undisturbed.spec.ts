import type { Page } from '@playwright/test'
import { type HalfGateway, halfGateway } from '../half-gateway'
import { expect, test } from '../test'
import { call, invitation, type Organization, ordered, organization, unique } from '../world'

/** Two tabs of one page, both of which hear what changes. */
async function tabsOf(page: Page, path: string): Promise<Page> {
  // No page from before listens any more.
  await page.goto('about:blank')
  const stream = page.waitForResponse(/\/api\/live/)
  await page.goto(path)
  await stream
  const other = await page.context().newPage()
  await other.goto(path)
  const waiting = () =>
    page.evaluate(async () => {
      const { pending = [] } = await navigator.locks.query()
      return pending.filter(({ name }) => name === 'live').length
    })
  await expect.poll(waiting).toBe(1)
  return other
}

/** Each time that a page is read again from now on. */
function readsOf(page: Page): string[] {
  const reads: string[] = []
  page.on('request', (request) => {
    if (request.method() === 'GET' && request.headers().rsc) reads.push(request.url())
  })
  return reads
}

/** Somebody else gives the organization another name. */
async function renamed(org: Organization): Promise<string> {
  const name = unique('Orchard')
  await call(
    'mutation ($input: UpdateOrganizationInput!) { updateOrganization(input: $input) { userErrors { code } } }',
    { input: { organizationId: org.id, name } },
    org.owner.token,
  )
  return name
}

/** What the settings show as the organization's name. */
function nameOn(page: Page) {
  return page.getByRole('textbox', { name: 'Name', exact: true }).first()
}

/** What the browser prints of what a story makes fail is what it is about; the policy holds all the same. */
function forgive(complaints: string[]): void {
  complaints.splice(0, complaints.length, ...complaints.filter((text) => /policy|third party/i.test(text)))
}

const FOOTER = 'Garden Ltd, 1 Main Street'

test('what is typed stays while others change the page, which is read again once it is sent', async ({
  page,
  signIn,
}) => {
  const org = await organization()
  await signIn(org.owner)
  const other = await tabsOf(page, `/${org.slug}/settings`)
  const reads = readsOf(page)
  const footer = page.getByLabel('Legal footer')
  await footer.fill(FOOTER)
  // When the second change is seen elsewhere, this tab would long have followed the first.
  await expect(nameOn(other)).toHaveValue(await renamed(org))
  const last = await renamed(org)
  await expect(nameOn(other)).toHaveValue(last)
  expect(reads).toEqual([])
  await expect(nameOn(page)).toHaveValue(org.name)
  await expect(footer).toHaveValue(FOOTER)
  await page.getByRole('button', { name: 'Save look' }).click()
  await expect(nameOn(page)).toHaveValue(last)
  await expect(footer).toHaveValue(FOOTER)
  await expect.poll(() => reads.length).toBeGreaterThan(0)
  // Nothing holds it any more.
  const newest = await renamed(org)
  await expect(nameOn(page)).toHaveValue(newest)
})

test('an open dialog keeps what was typed into it, and the page follows when it is closed', async ({
  page,
  signIn,
}) => {
  const org = await organization()
  await signIn(org.owner)
  const other = await tabsOf(page, `/${org.slug}/members`)
  const reads = readsOf(page)
  await page.getByRole('button', { name: 'Invite somebody' }).click()
  const email = page.getByRole('dialog').getByLabel('E-mail')
  await email.fill('grace@example.test')
  const guests = [1, 2].map(() => `${unique('guest')}@example.test`)
  for (const guest of guests) {
    await invitation(org, 'DEVELOPER', guest)
    await expect(other.getByText(guest).first()).toBeVisible()
  }
  expect(reads).toEqual([])
  await expect(email).toHaveValue('grace@example.test')
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  for (const guest of guests) await expect(page.getByText(guest).first()).toBeVisible()
})

test('a form that an update has left behind says so, and keeps what was typed', async ({
  page,
  signIn,
  accessible,
  complaints,
}) => {
  const org = await organization()
  await signIn(org.owner)
  const path = `/${org.slug}/settings`
  const other = await tabsOf(page, path)
  const reads = readsOf(page)
  // As a console answers that does not know the action.
  await page.route(`**${path}`, (route) =>
    route.request().method() === 'POST'
      ? route.fulfill({ status: 409, contentType: 'text/plain', headers: { 'x-nextjs-action-not-found': '1' } })
      : route.fallback(),
  )
  const footer = page.getByLabel('Legal footer')
  await footer.fill(FOOTER)
  await page.getByRole('button', { name: 'Save look' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'HostingCo was updated meanwhile' })).toBeVisible()
  await expect(footer).toHaveValue(FOOTER)
  await accessible()
  // To be read again would be to be loaded anew: that is for who has typed to choose.
  for (const _ of [1, 2]) await expect(nameOn(other)).toHaveValue(await renamed(org))
  expect(reads).toEqual([])
  await expect(footer).toHaveValue(FOOTER)
  forgive(complaints)
})

test.describe('before a gateway of which parts go away', () => {
  let half: HalfGateway

  test.beforeEach(async () => {
    half = await halfGateway()
  })

  test.afterEach(() => half.close())

  test('a page that could not be read again comes back by itself', async ({ page, signIn, complaints }) => {
    const org = await organization()
    await signIn(org.owner)
    await page.goto('about:blank')
    const stream = page.waitForResponse(/\/api\/live/)
    await page.goto(`${half.url}/${org.slug}`)
    await stream
    const title = page.getByRole('heading', { name: org.name, level: 1 })
    await expect(title).toBeVisible()
    let loads = 0
    page.on('load', () => {
      loads += 1
    })
    half.without('OverviewPage', 'organization')
    await ordered(org)
    await expect(page.getByRole('main')).toContainText('A part of HostingCo does not answer right now.')
    await expect(page.getByRole('main')).toContainText('HostingCo keeps trying by itself.')
    await expect(title).toHaveCount(0)
    half.comeBack()
    await expect(title).toBeVisible({ timeout: 60_000 })
    await expect(page.getByText('HostingCo keeps trying by itself.')).toHaveCount(0)
    expect(loads).toBe(0)
    forgive(complaints)
  })
})
