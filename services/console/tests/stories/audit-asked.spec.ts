import type { Page } from '@playwright/test'
import { expect, test } from '../test'
import { call, eventually, member, type Organization, ordered, organization, unique } from '../world'

type Recorded = { id: string; type: string; actor: string | null; subject: string; occurredAt: string }
type Asked = { actor?: string; subject?: string }

/** What the record holds of what is asked for, newest first. */
async function recorded(org: Organization, filter: Asked): Promise<Recorded[]> {
  const { organization } = await call<{ organization: { auditEvents: { nodes: Recorded[] } } }>(
    `query ($org: String!, $filter: AuditFilter) {
      organization(slug: $org) {
        auditEvents(filter: $filter, first: 25) { nodes { id type actor subject occurredAt } }
      }
    }`,
    { org: org.slug, filter },
    org.owner.token,
  )
  return organization.auditEvents.nodes
}

/** Waits until the page, read anew, lists exactly what the record holds of what is asked for. */
async function lists(page: Page, org: Organization, filter: Asked): Promise<Recorded[]> {
  const copies = page.getByRole('list', { name: 'Events', exact: true }).getByRole('button', { name: /^Copy evt_/ })
  let events: Recorded[] = []
  await expect(async () => {
    events = await recorded(org, filter)
    await page.reload()
    const names = await copies.evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label')))
    expect(names).toEqual(events.map(({ id }) => `Copy ${id}`))
  }).toPass()
  return events
}

/** Types into the filters and asks. */
async function ask(page: Page, fields: Record<string, string>): Promise<void> {
  const filter = page.getByRole('form', { name: 'Filter', exact: true })
  for (const [label, text] of Object.entries(fields)) await filter.getByLabel(label, { exact: true }).fill(text)
  const was = page.url()
  await filter.getByRole('button', { name: 'Show', exact: true }).click()
  await page.waitForURL((url) => url.href !== was)
}

/** Another day, so many days later. */
function later(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)
}

test('who, on what and when: what is asked of the record is what it shows', async ({
  page,
  context,
  signIn,
  accessible,
}) => {
  const org = await organization()
  const { invoice } = await ordered(org)
  const developer = await member(org, 'DEVELOPER')
  const { viewer } = await call<{ viewer: { user: { id: string } } }>(
    'query { viewer { user { id } } }',
    {},
    developer.token,
  )
  const actor = viewer.user.id
  await call(
    `mutation ($input: CreateWebhookEndpointInput!) {
      createWebhookEndpoint(input: $input) { userErrors { code } }
    }`,
    { input: { organizationId: org.id, url: `http://127.0.0.1:9999/${unique('hook')}`, eventTypes: [] } },
    developer.token,
  )
  // What happens is recorded a moment later.
  const drawnUp = await eventually(async () => {
    const events = await recorded(org, {})
    const has = (type: string) => events.some((event) => event.type.startsWith(type) && event.actor === actor)
    const found = events.find(({ type, subject }) => type.startsWith('billing.invoice.') && subject === invoice)
    return has('notifications.webhook_endpoint.created') ? found : undefined
  })
  await signIn(org.owner)
  // Days are the reader's, whose zone the first page tells.
  await expect.poll(async () => (await context.cookies()).some(({ name }) => name === 'timezone')).toBe(true)
  await page.goto(`/${org.slug}/audit`)
  const events = page.getByRole('list', { name: 'Events', exact: true }).getByRole('listitem')
  await lists(page, org, {})

  await ask(page, { Who: actor })
  const theirs = await lists(page, org, { actor })
  expect(theirs.map(({ type }) => type)).toContain('notifications.webhook_endpoint.created.v1')
  await expect(events.getByText('by Alan Turing', { exact: true })).toHaveCount(theirs.length)
  await expect(page.getByLabel('Who', { exact: true })).toHaveValue(actor)
  await accessible()
  await page.getByRole('link', { name: 'Show everything' }).click()
  await page.waitForURL(`**/${org.slug}/audit`)
  await expect(page.getByLabel('Who', { exact: true })).toHaveValue('')

  await ask(page, { 'On what': invoice })
  const about = await lists(page, org, { subject: invoice })
  expect(about.map(({ id }) => id)).toContain(drawnUp.id)
  await expect(page.getByLabel('On what', { exact: true })).toHaveValue(invoice)

  const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Berlin' }).format(new Date(drawnUp.occurredAt))
  const nothing = page.getByText('Nothing fits these filters', { exact: true })
  await ask(page, { From: day, To: day })
  await lists(page, org, { subject: invoice })
  await expect(page.getByLabel('From', { exact: true })).toHaveValue(day)
  await expect(page.getByLabel('On what', { exact: true })).toHaveValue(invoice)
  await ask(page, { From: later(day, 1), To: later(day, 1) })
  await expect(nothing).toBeVisible()
  await expect(events).toHaveCount(0)
  await ask(page, { From: later(day, -1), To: later(day, -1) })
  await expect(nothing).toBeVisible()
  // All of it together: nothing of the invoice is the developer's.
  await ask(page, { Who: actor, From: day, To: day })
  await expect(nothing).toBeVisible()
  await ask(page, { 'On what': '' })
  await lists(page, org, { actor })
})
