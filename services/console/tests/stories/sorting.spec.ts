import type { Page } from '@playwright/test'
import { expect, test } from '../test'
import { call, eventually, type Organization, ordered, organization, unique } from '../world'

/** Rows of a page, and more events than that. */
const [SIZE, RENAMED] = [25, 30]
const TYPE = 'accounts.organization.updated'

/** Gives an organization one name after the other, and answers the events that tell of it, oldest first. */
async function renamed(org: Organization): Promise<string[]> {
  for (let time = 0; time < RENAMED; time += 1) {
    await call(
      'mutation ($input: UpdateOrganizationInput!) { updateOrganization(input: $input) { userErrors { code } } }',
      { input: { organizationId: org.id, name: unique('Garden') } },
      org.owner.token,
    )
  }
  return eventually(async () => {
    const { organization } = await call<{ organization: { auditEvents: { nodes: { id: string }[] } } }>(
      `query ($org: String!, $type: String!) {
        organization(slug: $org) { auditEvents(filter: { type: $type }, first: 100) { nodes { id } } }
      }`,
      { org: org.slug, type: TYPE },
      org.owner.token,
    )
    const ids = organization.auditEvents.nodes.map(({ id }) => id)
    return ids.length === RENAMED ? ids.toReversed() : undefined
  })
}

/** Waits until the page shows exactly these events, in this order. */
async function shows(page: Page, events: string[]): Promise<void> {
  const copies = page.getByRole('list', { name: 'Events', exact: true }).getByRole('button', { name: /^Copy evt_/ })
  const names = () => copies.evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label')))
  await expect.poll(names).toEqual(events.map((id) => `Copy ${id}`))
}

test('a list is read from either end, page by page, and the address holds it', async ({ page, signIn, accessible }) => {
  const org = await organization()
  const events = await renamed(org)
  const [oldest, rest] = [events.slice(0, SIZE), events.slice(SIZE)]
  const newest = events.toReversed().slice(0, SIZE)
  await signIn(org.owner)
  const address = `/${org.slug}/audit?type=${TYPE}`
  const sorting = page.getByRole('navigation', { name: 'Sorting' })
  const pages = page.getByRole('navigation', { name: 'Pages', exact: true })
  const isOldestFirst = () => new URL(page.url()).searchParams.get('sort') === 'oldest'

  await page.goto(address)
  await shows(page, newest)
  await expect(sorting.getByRole('link', { name: 'Newest first' })).toHaveAttribute('aria-current', 'true')
  await sorting.getByRole('link', { name: 'Oldest first' }).click()
  await page.waitForURL(`**${address}&sort=oldest`)
  await shows(page, oldest)
  await expect(sorting.getByRole('link', { name: 'Oldest first' })).toHaveAttribute('aria-current', 'true')
  await expect(pages.getByRole('link', { name: 'Older' })).toHaveCount(0)
  await accessible()

  await pages.getByRole('link', { name: 'Newer' }).click()
  await shows(page, rest)
  expect(isOldestFirst()).toBe(true)
  await expect(pages.getByRole('link', { name: 'Newer' })).toHaveCount(0)
  await page.reload()
  await shows(page, rest)
  await pages.getByRole('link', { name: 'Older' }).click()
  await shows(page, oldest)
  expect(isOldestFirst()).toBe(true)
  await page.goBack()
  await shows(page, rest)

  // Another order begins at its first page; the filter stays.
  await sorting.getByRole('link', { name: 'Newest first' }).click()
  await shows(page, newest)
  await expect(page).toHaveURL(address)
  // Nonsense is the first page, and the usual order.
  await page.goto(`${address}&sort=oldest&after=nonsense`)
  await shows(page, oldest)
  await page.goto(`${address}&sort=sideways`)
  await shows(page, newest)
})

test('what is sorted stays so when it is filtered', async ({ page, signIn }) => {
  const org = await organization()
  const [first, second] = [await ordered(org, 'First'), await ordered(org, 'Second')]
  await signIn(org.owner)
  await page.goto(`/${org.slug}/invoices`)
  const rows = page.getByRole('table').getByRole('rowheader')
  await expect(rows).toHaveText([second.invoice, first.invoice])
  await page.getByRole('link', { name: 'Oldest first' }).click()
  await expect(rows).toHaveText([first.invoice, second.invoice])
  await page.getByRole('navigation', { name: 'State' }).getByRole('link', { name: 'Open' }).click()
  await page.waitForURL('**/invoices?sort=oldest&status=OPEN')
  await expect(rows).toHaveText([first.invoice, second.invoice])

  await page.goto(`/${org.slug}/audit?sort=oldest`)
  await page.getByLabel('What', { exact: true }).fill('billing.*')
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  await page.waitForURL(
    ({ searchParams }) => searchParams.get('type') === 'billing.*' && searchParams.get('sort') === 'oldest',
  )
})
