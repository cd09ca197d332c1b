import type { Page } from '@playwright/test'
import { STAFF } from '../pages'
import { expect, test } from '../test'
import { call, eventually, organization, person, site, unique, webhook } from '../world'

async function search(page: Page, text: string): Promise<void> {
  await page.goto(`/staff/search?q=${encodeURIComponent(text)}`)
}

test('staff find a customer by anything, see everything, and change nothing', async ({ page, signIn, accessible }) => {
  const org = await organization(unique('Garden'), await person(unique('Grace')))
  const made = await site(org)
  const { node } = await call<{ node: { number: string } }>(
    'query ($id: ID!) { node(id: $id) { ... on Invoice { number } } }',
    { id: made.invoice },
    org.owner.token,
  )
  await signIn(STAFF, STAFF.password)
  for (const [text, table, row] of [
    [org.name, 'Organizations', org.name],
    [org.slug, 'Organizations', org.name],
    [org.id, 'Organizations', org.name],
    [org.owner.name, 'People', org.owner.email],
    [org.owner.email, 'People', org.owner.email],
    [made.invoice, 'Invoices', node.number],
    [node.number, 'Invoices', node.number],
  ] as const) {
    await search(page, text)
    const found = page.getByRole('table', { name: table }).getByRole('row').filter({ hasText: row })
    await expect(found, text).toBeVisible()
  }
  const nothing = unique('nothing')
  await search(page, nothing)
  await expect(page.getByText(`Nothing has to do with “${nothing}”`)).toBeVisible()
  await expect(page.getByRole('table')).toHaveCount(0)
  await page.goto(`/staff/organizations/${org.id}`)
  await expect(page.getByRole('heading', { level: 1, name: org.name })).toBeVisible()
  await expect(page.getByText(org.owner.email).first()).toBeVisible()
  await accessible()
  // The customer's own pages, which say whose eyes these are.
  await page.goto(`/${org.slug}/instances/${made.id}`)
  await expect(page.getByText('You read this organization as staff')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Choose an archive' })).toHaveCount(0)
  await page.goto(`/${org.slug}/members`)
  await expect(page.getByRole('button', { name: 'Invite somebody' })).toHaveCount(0)
})

test('staff find whose anything with an id is', async ({ page, signIn, accessible }) => {
  const org = await organization()
  const made = await site(org)
  const endpoint = await webhook(org, 'http://127.0.0.1:9999/whose')
  const { sendTestEvent } = await call<{ sendTestEvent: { webhookDelivery: { id: string } } }>(
    `mutation ($input: SendTestEventInput!) {
      sendTestEvent(input: $input) { webhookDelivery { id } userErrors { code } }
    }`,
    { input: { webhookEndpointId: endpoint } },
    org.owner.token,
  )
  const delivery = sendTestEvent.webhookDelivery.id
  const { node } = await call<{ node: { operations: { nodes: { id: string }[] } } }>(
    'query ($id: ID!) { node(id: $id) { ... on Instance { operations(first: 1) { nodes { id } } } } }',
    { id: made.id },
    org.owner.token,
  )
  const event = await eventually(async () => {
    const { organization } = await call<{ organization: { auditEvents: { nodes: { id: string }[] } } }>(
      `query ($org: String!, $subject: ID!) {
        organization(slug: $org) { auditEvents(filter: { subject: $subject }, first: 1) { nodes { id } } }
      }`,
      { org: org.slug, subject: made.id },
      org.owner.token,
    )
    return organization.auditEvents.nodes[0]?.id
  })
  await signIn(STAFF, STAFF.password)
  const byId = page.getByRole('region', { name: 'Found by its id' })
  for (const id of [made.id, node.operations.nodes[0]?.id ?? '', endpoint, delivery]) {
    await search(page, id)
    await expect(byId.getByText(id, { exact: true }), id).toBeVisible()
    await expect(byId.getByRole('link', { name: org.name }), id).toBeVisible()
  }
  await byId.locator(`a[href="/${org.slug}/webhooks/${endpoint}/${delivery}"]`).click()
  await page.waitForURL(`**/webhooks/${endpoint}/${delivery}`)
  // The record knows its organization and its subject by their ids alone.
  await search(page, event)
  await expect(byId.getByRole('link', { name: org.id })).toBeVisible()
  await accessible()
  await byId.getByRole('link', { name: made.id }).click()
  await expect(byId.getByRole('link', { name: made.name })).toBeVisible()
})

/** What whoever starts the services has sent, that provisioning cannot read, and that nobody else settles. */
const UNREADABLE = 'evt_01jd0000000000000000000001'

test('staff send a dead letter again, which dies again, and give it up', async ({ page, signIn, accessible }) => {
  const { logIn } = await call<{ logIn: { tokens: { accessToken: string } } }>(
    'mutation ($input: LogInInput!) { logIn(input: $input) { tokens { accessToken } userErrors { code } } }',
    { input: STAFF },
  )
  const letter = await eventually(async () => {
    const { staff } = await call<{ staff: { deadLetters: { nodes: { id: string; messageId: string }[] } } }>(
      'query { staff { deadLetters(service: PROVISIONING, first: 100) { nodes { id messageId } } } }',
      {},
      logIn.tokens.accessToken,
    )
    return staff.deadLetters.nodes.find(({ messageId }) => messageId === UNREADABLE)?.id
  })
  const path = `/staff/dead-letters/${letter}`
  await signIn(STAFF, STAFF.password)
  await page.goto('/staff/dead-letters?service=PROVISIONING')
  await page.locator(`a[href="${path}"]`).click()
  await page.waitForURL(`**${path}`)
  await expect(page.getByText(/^once, the last time after/)).toBeVisible()
  await page.getByRole('button', { name: 'Send it again' }).click()
  await expect(page.getByText(/^(Sent again|2 times)/).first()).toBeVisible()
  // Nothing has changed that would help it.
  await expect(async () => {
    await page.goto(path)
    await expect(page.getByText(/^2 times, the last time after/)).toBeVisible({ timeout: 1_000 })
    await expect(page.getByText('Waits for somebody', { exact: true })).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await page.getByRole('button', { name: 'Give it up', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(`To go on, type ${letter}`).fill(letter)
  await accessible()
  await dialog.getByRole('button', { name: 'Give it up for good' }).click()
  await expect(page.getByText('Given up', { exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Send it again' })).toHaveCount(0)
  await page.goto('/staff/dead-letters?service=PROVISIONING')
  await expect(page.getByRole('heading', { level: 1, name: 'Dead letters' })).toBeVisible()
  await expect(page.locator(`a[href="${path}"]`)).toHaveCount(0)
})

test('who is no staff does not even learn that there are such pages', async ({ page, signIn }) => {
  const org = await organization()
  await signIn(org.owner)
  for (const path of ['/staff', '/staff/capacity', `/staff/organizations/${org.id}`]) {
    await page.goto(path)
    await expect(page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible()
  }
})
