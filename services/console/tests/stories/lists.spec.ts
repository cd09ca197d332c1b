import { expect, test } from '../test'
import { call, eventually, member, type Organization, ordered, organization, paid, unique, unread } from '../world'

/** How many organizations the switcher names, and rows of a page. */
const [NAMED, SIZE] = [50, 25]

type Cursors = { edges: { cursor: string }[] }

/** Where the entries of somebody's unread feed stand, the newest first. */
async function unreadCursors({ owner }: Organization): Promise<string[]> {
  const { viewer } = await call<{ viewer: { notifications: Cursors } }>(
    'query { viewer { notifications(unread: true, first: 100) { edges { cursor } } } }',
    {},
    owner.token,
  )
  return viewer.notifications.edges.map(({ cursor }) => cursor)
}

/** Where an organization's only open invoice and its first member stand. */
async function cursors(org: Organization): Promise<{ invoice: string; member: string }> {
  const { organization } = await call<{ organization: { invoices: Cursors; members: Cursors } }>(
    `query ($org: String!) {
      organization(slug: $org) {
        invoices(statuses: [OPEN], first: 1) { edges { cursor } }
        members(first: 1) { edges { cursor } }
      }
    }`,
    { org: org.slug },
    org.owner.token,
  )
  const [invoice, member] = [organization.invoices.edges[0], organization.members.edges[0]]
  return { invoice: invoice?.cursor ?? '', member: member?.cursor ?? '' }
}

test('who has read all of a later page comes back to the first one', async ({ page, signIn }) => {
  const org = await organization()
  const { invoice } = await ordered(org)
  // What is told of the order comes first, so it stays the oldest.
  const early = await eventually(async () => {
    const ids = await unread(org.owner)
    return ids.length > 0 ? ids : undefined
  })
  await paid(org, invoice)
  const last = await eventually(async () => {
    const all = await unreadCursors(org)
    return all.length > early.length ? all.at(-2) : undefined
  })
  await signIn(org.owner)
  await page.goto(`/notifications?unread=1&after=${encodeURIComponent(last)}`)
  const entries = page.getByRole('list', { name: 'Notifications', exact: true }).getByRole('listitem')
  await expect(entries).toHaveCount(1)
  await entries.getByRole('button', { name: 'Mark as read' }).click()
  await expect(page).toHaveURL('/notifications?unread=1')
  await expect(entries.first()).toBeVisible()
  await expect(page.getByText('You have read everything')).toHaveCount(0)
})

test('a page after the last one is the first one, and filters stay', async ({ page, signIn }) => {
  const org = await organization()
  const { invoice } = await ordered(org)
  const after = encodeURIComponent((await cursors(org)).invoice)
  await signIn(org.owner)
  await page.goto(`/${org.slug}/invoices?status=OPEN&after=${after}`)
  await expect(page).toHaveURL(`/${org.slug}/invoices?status=OPEN`)
  await expect(page.getByRole('table').getByRole('rowheader')).toHaveText([invoice])
  // Where there is nothing at all, that is said.
  await page.goto(`/${org.slug}/instances?status=SUSPENDED&before=nonsense`)
  await expect(page).toHaveURL(`/${org.slug}/instances?status=SUSPENDED`)
  await expect(page.getByText('No sites here')).toBeVisible()
})

test('members come oldest first, and the pager says so', async ({ page, signIn }) => {
  const org = await organization()
  const guest = await member(org, 'VIEWER', 'Ada Lovelace')
  const after = encodeURIComponent((await cursors(org)).member)
  await signIn(org.owner)
  await page.goto(`/${org.slug}/members?after=${after}`)
  const people = page.getByRole('table', { name: 'Members', exact: true }).getByRole('rowheader')
  const pages = page.getByRole('navigation', { name: 'Pages', exact: true })
  await expect(people).toHaveCount(1)
  await expect(people).toContainText(guest.email)
  await expect(pages.getByRole('link', { name: 'Newer' })).toHaveCount(0)
  await pages.getByRole('link', { name: 'Older' }).click()
  await expect(people).toHaveCount(1)
  await expect(people).toContainText(org.owner.email)
})

test('sessions are read from either end', async ({ page, signIn }) => {
  const { owner } = await organization()
  await signIn(owner)
  await page.goto('/account/sessions')
  const sessions = page.getByRole('table', { name: 'Sessions', exact: true }).getByRole('rowheader')
  await expect(sessions).toHaveCount(2)
  await expect(sessions.first()).toContainText('This session')
  await page.getByRole('navigation', { name: 'Sorting' }).getByRole('link', { name: 'Oldest first' }).click()
  await page.waitForURL('**/account/sessions?sort=oldest')
  await expect(sessions.last()).toContainText('This session')
  await expect(sessions.first()).not.toContainText('This session')
})

test('who has more organizations than the switcher names finds all of them', async ({ page, signIn, accessible }) => {
  const oldest = await organization(unique('Meadow'))
  const guest = await member(oldest, 'VIEWER')
  for (let made = 0; made < NAMED; made += 1) await organization(unique('Garden'), guest)
  await signIn(guest)
  await page.getByRole('button', { name: /^Switch organization/ }).click()
  await expect(page.getByRole('menuitem', { name: /^Garden/ })).toHaveCount(NAMED)
  await expect(page.getByRole('menuitem', { name: oldest.name })).toHaveCount(0)
  await page.getByRole('menuitem', { name: 'All organizations' }).click()
  await page.waitForURL('**/organizations')
  await expect(page.getByRole('heading', { level: 1, name: 'Organizations' })).toBeVisible()
  await accessible()

  const rows = page.getByRole('table', { name: 'Organizations', exact: true }).getByRole('row')
  const pages = page.getByRole('navigation', { name: 'Pages', exact: true })
  const own = rows.filter({ hasText: 'Owner' })
  await expect(own).toHaveCount(SIZE)
  const [newest] = await own.getByRole('link').allTextContents()
  await pages.getByRole('link', { name: 'Older' }).click()
  await expect(own.getByRole('link', { name: newest ?? '' })).toHaveCount(0)
  await expect(own).toHaveCount(SIZE)
  await pages.getByRole('link', { name: 'Older' }).click()
  const found = rows.filter({ hasText: oldest.slug })
  await expect(found).toContainText('Viewer')
  await expect(own).toHaveCount(0)
  await page.getByRole('link', { name: 'Oldest first' }).click()
  await page.waitForURL('**/organizations?sort=oldest')
  await expect(own).toHaveCount(SIZE - 1)
  await found.getByRole('link', { name: oldest.name }).click()
  await page.waitForURL(`**/${oldest.slug}`)
})

test('who has one organization is offered no list of them, and finds it all the same', async ({ page, signIn }) => {
  const org = await organization()
  await signIn(org.owner)
  await page.getByRole('button', { name: /^Switch organization/ }).click()
  await expect(page.getByRole('menuitem')).toHaveText([org.name, 'New organization'])
  await page.keyboard.press('Escape')
  await page.goto('/account')
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Organizations' }).click()
  await page.waitForURL('**/organizations')
  await expect(page.getByRole('row').filter({ hasText: org.slug })).toContainText('Owner')
})
