import type { Page } from '@playwright/test'
import { STAFF } from '../pages'
import { expect, test } from '../test'
import { call, member, organization, release, site, webhook } from '../world'

/** Waits until an address leads to a path: what is recorded of an object may take a moment. */
async function leads(page: Page, from: string, to: string): Promise<void> {
  await expect(async () => {
    await page.goto(from)
    expect(new URL(page.url()).pathname, from).toBe(to)
  }).toPass()
}

test('an id that is copied from a page and pasted into the palette leads to its object', async ({
  page,
  context,
  signIn,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const org = await organization()
  const made = await site(org)
  await signIn(org.owner)
  await page.goto(`/${org.slug}/instances/${made.id}`)
  const copy = page.getByRole('button', { name: /^Copy op_/ })
  const operation = (await copy.getAttribute('aria-label'))?.replace('Copy ', '') ?? ''
  await expect(async () => {
    await copy.click({ timeout: 1_000 })
    await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await page.goto(`/${org.slug}/members`)
  const field = page.getByRole('dialog').getByRole('searchbox')
  await expect(async () => {
    await page.keyboard.press('Control+k')
    await expect(field).toBeFocused({ timeout: 1_000 })
  }).toPass()
  await page.keyboard.press('Control+v')
  await expect(field).toHaveValue(operation)
  await page.getByRole('option', { name: `Open ${operation}` }).click()
  await page.waitForURL(`**/${org.slug}/instances/${made.id}/operations`)
  await expect(page.getByText(operation, { exact: true })).toBeVisible()
})

test('any id leads to where its object is shown', async ({ page, signIn }) => {
  const org = await organization()
  const made = await site(org)
  const live = await release(org, made, 'found')
  const developer = await member(org, 'DEVELOPER')
  const endpoint = await webhook(org)
  const {
    viewer,
    instance,
    invoice,
    organization: own,
  } = await call<{
    viewer: { user: { id: string }; sessions: { nodes: { id: string }[] } }
    instance: { operations: { nodes: { id: string }[] }; subscription: { id: string } }
    invoice: { payments: { id: string }[] }
    organization: {
      members: { nodes: { id: string; user: { id: string; email: string } }[] }
      invitations: { nodes: { id: string }[] }
    }
  }>(
    `query ($org: String!, $instance: ID!, $invoice: ID!) {
      viewer { user { id } sessions(first: 1) { nodes { id } } }
      instance: node(id: $instance) { ... on Instance { operations(first: 1) { nodes { id } } subscription { id } } }
      invoice: node(id: $invoice) { ... on Invoice { payments { id } } }
      organization(slug: $org) {
        members(first: 10) { nodes { id user { id email } } }
        invitations(first: 1) { nodes { id } }
      }
    }`,
    { org: org.slug, instance: made.id, invoice: made.invoice },
    org.owner.token,
  )
  const { sendTestEvent } = await call<{ sendTestEvent: { webhookDelivery: { id: string } } }>(
    `mutation ($input: SendTestEventInput!) {
      sendTestEvent(input: $input) { webhookDelivery { id } userErrors { code } }
    }`,
    { input: { webhookEndpointId: endpoint } },
    org.owner.token,
  )
  const delivery = sendTestEvent.webhookDelivery.id
  const other = own.members.nodes.find(({ user }) => user.email === developer.email)
  const here = `/${org.slug}`
  await signIn(org.owner)
  for (const [id, path] of [
    [org.id, here],
    [made.id, `${here}/instances/${made.id}`],
    [instance.subscription.id, `${here}/instances/${made.id}`],
    [instance.operations.nodes[0]?.id, `${here}/instances/${made.id}/operations`],
    [live, `${here}/instances/${made.id}/releases`],
    [made.invoice, `${here}/invoices/${made.invoice}`],
    [invoice.payments[0]?.id, `${here}/invoices/${made.invoice}`],
    [endpoint, `${here}/webhooks/${endpoint}`],
    [delivery, `${here}/webhooks/${endpoint}/${delivery}`],
    [other?.id, `${here}/members`],
    [other?.user.id, `${here}/members`],
    [own.invitations.nodes[0]?.id, `${here}/members`],
    [viewer.user.id, '/account'],
    [viewer.sessions.nodes[0]?.id, '/account/sessions'],
  ] as const)
    await leads(page, `/find/${id}`, path)
  const { organization: told } = await call<{ organization: { auditEvents: { nodes: { id: string }[] } } }>(
    `query ($org: String!, $subject: ID!) {
      organization(slug: $org) { auditEvents(filter: { subject: $subject }, first: 1) { nodes { id } } }
    }`,
    { org: org.slug, subject: live },
    org.owner.token,
  )
  await leads(page, `/find/${told.auditEvents.nodes[0]?.id}`, `${here}/instances/${made.id}/releases`)
  // Whoever may not read the record gets there too: a release says itself whose it is.
  await signIn(developer)
  await leads(page, `/find/${live}`, `${here}/instances/${made.id}/releases`)
})

test('the addresses that mails know lead on, for staff too', async ({ page, signIn }) => {
  const org = await organization()
  const made = await site(org)
  const endpoint = await webhook(org)
  for (const reader of [undefined, STAFF.password]) {
    await signIn(reader ? STAFF : org.owner, reader)
    await leads(page, `/organizations/${org.id}`, `/${org.slug}`)
    await leads(page, `/instances/${made.id}`, `/${org.slug}/instances/${made.id}`)
    await leads(page, `/invoices/${made.invoice}`, `/${org.slug}/invoices/${made.invoice}`)
    await leads(page, `/webhooks/${endpoint}`, `/${org.slug}/webhooks/${endpoint}`)
  }
})

test('an id of nothing, or of what is another’s, leads nowhere and says so', async ({ page, signIn }) => {
  const others = await organization()
  const theirs = await site(others)
  const org = await organization()
  await signIn(org.owner)
  for (const id of [
    theirs.id,
    theirs.invoice,
    others.id,
    'op_01jd0000000000000000000000',
    'usr_01jd0000000000000000000000',
    'x',
  ]) {
    await page.goto(`/find/${id}`)
    await expect(page.getByRole('heading', { name: 'There is nothing here' }), id).toBeVisible()
  }
})
