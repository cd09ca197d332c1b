import type { Page, Route } from '@playwright/test'
import { heldLineTo } from '../held-line'
import { expect, test } from '../test'
import {
  call,
  eventually,
  invitation,
  type Organization,
  ordered,
  organization,
  paid,
  type Site,
  shows,
  site,
  unread,
  zip,
} from '../world'

/** Opens a page, and waits until it hears clicks and keys: the stream begins when it has started. */
async function open(page: Page, url: string): Promise<void> {
  await page.goto('about:blank')
  const started = page.waitForResponse(/\/api\/live/)
  await page.goto(url)
  await started
}

/** Chooses an archive of one page on a site's page. */
async function choose(page: Page, text: string): Promise<void> {
  const chosen = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Choose an archive' }).click()
  const buffer = Buffer.from(zip('index.html', `<!doctype html><h1>${text}</h1>`))
  await (await chosen).setFiles({ name: 'site.zip', mimeType: 'application/zip', buffer })
}

/** Keeps the page at this path back until what is returned is called. */
async function late(page: Page, path: string): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  await page.route(
    ({ pathname }) => pathname === path,
    async (route) => {
      await promise
      await route.continue()
    },
  )
  return resolve
}

/** How many releases a site has. */
async function releasesOf(org: Organization, site: Site): Promise<number> {
  const { node } = await call<{ node: { releases: { nodes: { id: string }[] } } }>(
    'query ($id: ID!) { node(id: $id) { ... on Instance { releases(first: 10) { nodes { id } } } } }',
    { id: site.id },
    org.owner.token,
  )
  return node.releases.nodes.length
}

test('who goes away while a file is on its way is asked first, and by staying loses nothing', async ({
  page,
  signIn,
  accessible,
}) => {
  const org = await organization()
  const made = await site(org)
  await signIn(org.owner)
  const uploads: Route[] = []
  await page.route('**/api/graphql', (route) => {
    uploads.push(route)
  })
  const path = `/${org.slug}/instances/${made.id}`
  await open(page, path)
  const question = page.getByRole('dialog', { name: 'Leave this page?' })

  await choose(page, 'kept')
  await expect(page.getByText('Uploading site.zip')).toBeVisible()
  await page.getByRole('link', { name: 'Releases', exact: true }).click()
  await expect(question).toContainText('If you leave now, the upload ends and nothing is changed.')
  await accessible()
  await question.getByRole('button', { name: 'Stay here' }).click()
  await expect(question).toHaveCount(0)
  expect(new URL(page.url()).pathname).toBe(path)
  await expect.poll(() => uploads.length).toBe(1)
  await uploads[0]?.continue()
  await expect(page.getByText('Version 1 is uploaded and goes live now.')).toBeVisible()
  await shows(made.url, 'kept')

  // By keys too; and who wants to goes.
  await choose(page, 'left')
  await expect(page.getByText('Uploading site.zip')).toBeVisible()
  await expect.poll(() => uploads.length).toBe(2)
  await expect(async () => {
    await page.keyboard.press('g')
    await page.keyboard.press('i')
    await expect(question).toBeVisible({ timeout: 2_000 })
  }).toPass()
  expect(new URL(page.url()).pathname).toBe(path)
  await question.getByRole('button', { name: 'Leave', exact: true }).click()
  await page.waitForURL(`**/${org.slug}/invoices`)
  await expect(page.getByRole('heading', { level: 1, name: 'Invoices' })).toBeVisible()
  expect(await releasesOf(org, made)).toBe(1)

  // Nothing is asked where nothing is on its way.
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Members' }).click()
  await page.waitForURL(`**/${org.slug}/members`)
  await expect(question).toHaveCount(0)
})

test('what has arrived is not canceled any more, and goes live if one leaves', async ({ page, signIn, baseURL }) => {
  const org = await organization()
  const made = await site(org)
  await signIn(org.owner)
  const line = await heldLineTo(baseURL ?? '')
  try {
    await open(page, `${line.url}/${org.slug}/instances/${made.id}`)
    line.hold('POST /api/graphql ')
    await choose(page, 'arrived')
    await expect(page.getByText('Uploaded. The files are being checked …')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Cancel', exact: true })).toHaveCount(0)
    await page.getByRole('link', { name: 'Releases', exact: true }).click()
    const question = page.getByRole('dialog', { name: 'Leave this page?' })
    await expect(question).toContainText('they go live even if you leave')
    await question.getByRole('button', { name: 'Leave', exact: true }).click()
    await page.waitForURL('**/releases')
    line.letGo()
    await shows(made.url, 'arrived')
    expect(await releasesOf(org, made)).toBe(1)
    // What would be cut with the line is over.
    await page.goto('about:blank')
  } finally {
    line.close()
  }
})

test('a page that takes its time is announced, whatever led to it', async ({ page, signIn, accessible }) => {
  const org = await organization()
  await signIn(org.owner)
  const [invoices, members] = [await late(page, `/${org.slug}/invoices`), await late(page, `/${org.slug}/members`)]
  await open(page, `/${org.slug}`)
  const coming = page.getByRole('status').filter({ hasText: 'The page is being loaded …' })
  await expect(coming).toHaveCount(0)
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Invoices' }).click()
  await expect(coming).toHaveCount(1)
  await accessible()
  invoices()
  await expect(page.getByRole('heading', { level: 1, name: 'Invoices' })).toBeFocused()
  await expect(coming).toHaveCount(0)

  await expect(async () => {
    await page.keyboard.press('g')
    await page.keyboard.press('m')
    await expect(coming).toHaveCount(1, { timeout: 2_000 })
  }).toPass()
  members()
  await expect(page.getByRole('heading', { level: 1, name: 'Members' })).toBeFocused()
  await expect(coming).toHaveCount(0)
})

test('who takes invitations back by keyboard goes on where they are, and hears what happened', async ({
  page,
  signIn,
  accessible,
}) => {
  const org = await organization()
  await invitation(org)
  await invitation(org)
  await signIn(org.owner)
  await open(page, `/${org.slug}/members`)
  const invitations = page.getByRole('table', { name: 'Invitations' })
  const buttons = invitations.getByRole('button', { name: 'Take back' })
  const waiting = invitations.getByRole('row').filter({ has: page.getByRole('button', { name: 'Take back' }) })
  await expect(buttons).toHaveCount(2)
  const [first, second] = await waiting.getByRole('rowheader').allInnerTexts()
  const dialog = page.getByRole('dialog')
  const takeBack = async () => {
    await page.keyboard.press('Enter')
    await dialog.getByRole('button', { name: 'Take it back' }).press('Enter')
    await expect(dialog).toHaveCount(0)
  }
  const said = (email: string | undefined) =>
    page.getByRole('status').filter({ hasText: `The invitation of ${email} was taken back.` })

  await buttons.first().focus()
  await takeBack()
  await expect(buttons).toHaveCount(1)
  await expect(buttons).toBeFocused()
  await expect(waiting).toContainText(second ?? '')
  await expect(said(first)).toHaveCount(1)
  await accessible()

  // The last one leaves nothing of its kind.
  await takeBack()
  await expect(buttons).toHaveCount(0)
  await expect(page.getByRole('heading', { name: 'Invitations', exact: true })).toBeFocused()
  await expect(said(second)).toHaveCount(1)
})

test('an entry of the feed that is read does not take the focus with it', async ({ page, signIn }) => {
  const org = await organization()
  await paid(org, (await ordered(org)).invoice)
  await eventually(async () => ((await unread(org.owner)).length > 0 ? true : undefined))
  await signIn(org.owner)
  await open(page, '/notifications')
  await page.getByRole('list', { name: 'Notifications' }).getByRole('button', { name: 'Mark as read' }).first().focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('status').filter({ hasText: 'It was marked as read.' })).toHaveCount(1)
  await expect(page.locator(':focus')).toHaveText(/^(Mark as read|Notifications)$/)
})
