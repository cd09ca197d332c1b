import type { Page } from '@playwright/test'
import { STAFF } from '../pages'
import { expect, test } from '../test'
import { call, eventually, type Organization, organization, paid, price, unique } from '../world'

/** How many sites a machine carries, how many it holds room for, and what the page says of its disk. */
type Room = { taken: number; held: number; disk: string }

/** What the page says of a machine now. */
async function roomOn(page: Page, machine: string): Promise<Room> {
  await page.goto('/staff/capacity')
  const heading = page.getByRole('heading', { name: machine, exact: true })
  const kinds = page.getByRole('article').filter({ has: heading }).locator('dl > div')
  const said = async (kind: string) => (await kinds.filter({ hasText: kind }).locator('span').textContent()) ?? ''
  const sites = await said('Sites')
  const [, taken, held] = /^([\d,]+) taken and ([\d,]+) held, of [\d,]+$/.exec(sites) ?? []
  if (taken === undefined || held === undefined) throw new Error(`what is taken and what is held: ${sites}`)
  const number = (text: string) => Number.parseInt(text.replaceAll(',', ''), 10)
  return { taken: number(taken), held: number(held), disk: await said('Disk') }
}

/** Waits until the page says so of a machine, and answers all that it says then. */
async function becomes(page: Page, machine: string, wanted: Partial<Room>): Promise<Room> {
  let room: Room | undefined
  await expect(async () => {
    room = await roomOn(page, machine)
    expect(room).toMatchObject(wanted)
  }).toPass()
  if (!room) throw new Error('it was never looked at')
  return room
}

/** An order for a site in a region that nobody else orders in. */
async function orderedIn(slug: string, org: Organization): Promise<{ invoice: string; subscription: string }> {
  const { regions } = await call<{ regions: { id: string; slug: string }[] }>('query { regions { id slug } }', {})
  const regionId = regions.find((region) => region.slug === slug)?.id
  const items = [{ priceId: await price('site-starter'), name: 'Far away', regionId }]
  const { placeOrder } = await call<{ placeOrder: { invoice: { id: string }; subscriptions: [{ id: string }] } }>(
    `mutation ($input: PlaceOrderInput!) {
      placeOrder(input: $input) { invoice { id } subscriptions { id } userErrors { code } }
    }`,
    { input: { organizationId: org.id, items, idempotencyKey: unique('order') } },
    org.owner.token,
  )
  return { invoice: placeOrder.invoice.id, subscription: placeOrder.subscriptions[0].id }
}

test('a machine’s room is held by an order, taken by a site, and given back by its end', async ({
  page,
  signIn,
  accessible,
}) => {
  const org = await organization()
  await signIn(STAFF, STAFF.password)
  const before = await roomOn(page, 'hel-1')
  const region = (name: string) => page.getByRole('region', { name, exact: true })
  await expect(region('Helsinki (hel)').getByRole('heading', { name: 'hel-1', exact: true })).toBeVisible()
  await expect(region('Helsinki (hel)').getByText('Takes new sites', { exact: true })).toBeVisible()
  await expect(region('Frankfurt (fra)').getByRole('heading', { name: 'fra-1', exact: true })).toBeVisible()
  await expect(region('Singapore (sin)').getByText('Takes no new sites', { exact: true })).toBeVisible()
  await accessible()

  const { invoice, subscription } = await orderedIn('hel', org)
  const held = await becomes(page, 'hel-1', { taken: before.taken, held: before.held + 1 })
  expect(held.disk).not.toBe(before.disk)

  await paid(org, invoice)
  const instance = await eventually(async () => {
    const { node } = await call<{ node: { instance: { id: string; status: string } | null } }>(
      'query ($id: ID!) { node(id: $id) { ... on Subscription { instance { id status } } } }',
      { id: subscription },
      org.owner.token,
    )
    return node.instance?.status === 'ACTIVE' ? node.instance.id : undefined
  })
  const taken = await becomes(page, 'hel-1', { taken: before.taken + 1, held: before.held })
  expect([before.disk, held.disk]).not.toContain(taken.disk)

  await call(
    'mutation ($input: TerminateInstanceInput!) { terminateInstance(input: $input) { userErrors { code } } }',
    { input: { instanceId: instance } },
    org.owner.token,
  )
  await becomes(page, 'hel-1', before)
})
