import { type HalfGateway, halfGateway } from '../half-gateway'
import { STAFF } from '../pages'
import { expect, test } from '../test'
import { eventually, ordered, organization, paid, site, unread } from '../world'

let half: HalfGateway

test.beforeEach(async () => {
  half = await halfGateway()
})

test.afterEach(() => half.close())

/** A page that failed says so in the browser's console too; the policy holds all the same. */
function forgive(complaints: string[]): void {
  complaints.splice(0, complaints.length, ...complaints.filter((text) => /policy|third party/i.test(text)))
}

const AWAY = 'A part of HostingCo does not answer right now.'
const REQUEST = /Request [0-9a-f-]{36}/

test('while notifications are away, the bell has no number and every page is whole', async ({ page, signIn }) => {
  const org = await organization()
  await paid(org, (await ordered(org)).invoice)
  await eventually(async () => ((await unread(org.owner)).length > 0 ? true : undefined))
  await signIn(org.owner)
  half.without('Unread', 'viewer')
  const bell = page.getByRole('banner').getByRole('link', { name: /^Notifications/ })
  for (const path of [`/${org.slug}`, `/${org.slug}/invoices`, '/account']) {
    await page.goto(half.url + path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(bell).toHaveAccessibleName('Notifications')
    await expect(page.getByText(REQUEST)).toHaveCount(0)
  }
  half.comeBack()
  await page.reload()
  await expect(bell).toHaveAccessibleName(/^Notifications, \d+ unread$/)
})

test('while billing is away, the overview says so where it belongs, and shows the rest', async ({
  page,
  signIn,
  accessible,
}) => {
  const org = await organization()
  await site(org, 'Orchard')
  await ordered(org, 'Second site')
  await signIn(org.owner)
  half.without('OverviewPage', 'money')
  await page.goto(`${half.url}/${org.slug}`)
  const owed = page.getByRole('region', { name: 'To be paid' })
  await expect(owed).toContainText('This part cannot be shown right now')
  await expect(owed).toContainText(AWAY)
  await expect(owed).toContainText(REQUEST)
  await expect(page.getByRole('heading', { name: 'Orchard', level: 3 })).toBeVisible()
  await expect(page.getByText('This part cannot be shown right now')).toHaveCount(1)
  await accessible()
  half.comeBack()
  await owed.getByRole('button', { name: 'Try again' }).click()
  await expect(owed.getByRole('link', { name: 'Pay', exact: true })).toBeVisible()
  await expect(page.getByText('This part cannot be shown right now')).toHaveCount(0)
})

test('while billing is away, the rest of the settings can be changed', async ({ page, signIn, accessible }) => {
  const org = await organization()
  await signIn(org.owner)
  half.without('SettingsPage', 'billing')
  await page.goto(`${half.url}/${org.slug}/settings`)
  const details = page.getByRole('region', { name: 'Billing details' })
  await expect(details).toContainText('This part cannot be shown right now')
  await expect(details.getByRole('textbox')).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeVisible()
  await accessible()
  half.comeBack()
  await details.getByRole('button', { name: 'Try again' }).click()
  await expect(details.getByLabel('Full name')).toHaveValue(org.name)
})

test('the overview tells what happened from the record, and is whole without it', async ({ page, signIn }) => {
  const org = await organization()
  await ordered(org)
  await signIn(org.owner)
  const happened = page.getByRole('region', { name: 'What happened' })
  // The record takes an event in a moment after it was told.
  await expect(async () => {
    await page.goto(`${half.url}/${org.slug}`)
    await expect(happened).toContainText('An order was placed', { timeout: 2_000 })
  }).toPass()
  await expect(happened.getByRole('link', { name: 'An invoice was drawn up' })).toHaveAttribute(
    'href',
    /\/invoices\/inv_/,
  )
  half.without('OverviewRecord', 'organization')
  await page.reload()
  await expect(happened).toContainText('This part cannot be shown right now')
  await expect(
    page.getByRole('region', { name: 'To be paid' }).getByRole('link', { name: 'Pay', exact: true }),
  ).toBeVisible()
})

test('while a service is away, staff see what the others know', async ({ page, signIn, accessible }) => {
  const org = await organization()
  await signIn(STAFF, STAFF.password)
  half.without('StaffPage', 'orders')
  await page.goto(`${half.url}/staff`)
  const orders = page.getByRole('region', { name: 'Newest orders', exact: true })
  await expect(orders).toContainText('This part cannot be shown right now')
  await expect(page.getByText('This part cannot be shown right now')).toHaveCount(1)
  const customers = page.getByRole('region', { name: 'Newest customers', exact: true })
  await expect(customers.getByRole('listitem').first()).toBeVisible()
  await accessible()
  half.without('StaffPage', 'BILLING')
  await page.reload()
  await expect(page.getByRole('link', { name: /Dead letters that wait/ })).toContainText('Did not answer: Billing')
  half.without('StaffOrganizationPage', 'written')
  await page.goto(`${half.url}/staff/organizations/${org.id}`)
  await expect(page.getByRole('region', { name: 'Mails', exact: true })).toContainText(AWAY)
  await expect(page.getByRole('heading', { name: org.name, level: 1 })).toBeVisible()
  await expect(page.getByText(org.owner.email).first()).toBeVisible()
})

test('a page that cannot be read says so within its frame, and is read again', async ({ page, signIn, complaints }) => {
  const org = await organization()
  await signIn(org.owner)
  half.without('OverviewPage', 'organization')
  await page.goto(`${half.url}/${org.slug}`)
  await expect(page.getByRole('main')).toContainText(AWAY)
  await expect(page.getByRole('main')).toContainText(REQUEST)
  await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Invoices' })).toBeVisible()
  half.comeBack()
  await expect(page.getByRole('heading', { name: org.name, level: 1 })).toBeVisible()
  forgive(complaints)
})

test('while the gateway is away, who is signed in sees why, and goes on where they were', async ({
  page,
  signIn,
  accessible,
  complaints,
}) => {
  const org = await organization()
  await signIn(org.owner)
  half.goAway()
  await page.goto(`${half.url}/${org.slug}`)
  await expect(page.getByRole('main')).toContainText(AWAY)
  await expect(page.getByRole('main')).toContainText(REQUEST)
  await expect(page.getByRole('banner').getByRole('link', { name: 'HostingCo' })).toBeVisible()
  await accessible()
  const request = page.getByText(REQUEST)
  const first = (await request.textContent()) ?? ''
  // Nobody answers yet: it is asked again, and said again.
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(request).not.toHaveText(first)
  await expect(page.getByRole('main')).toContainText(AWAY)
  half.comeBack()
  await expect(page.getByRole('heading', { name: org.name, level: 1 })).toBeVisible()
  await expect(page).toHaveURL(`${half.url}/${org.slug}`)
  forgive(complaints)
})
