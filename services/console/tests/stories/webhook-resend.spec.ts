import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from '../test'
import { call, eventually, organization } from '../world'

/** A customer's own server, and the status that it answers with. */
async function target(): Promise<{ url: string; answer: { status: number }; close: () => void }> {
  const answer = { status: 410 }
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(answer.status).end())
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/hook`, answer, close: () => server.close() }
}

test('what failed in the last hour is sent again, and the choice stays', async ({ page, signIn, accessible }) => {
  const org = await organization()
  const theirs = await target()
  try {
    const { createWebhookEndpoint } = await call<{ createWebhookEndpoint: { webhookEndpoint: { id: string } } }>(
      `mutation ($input: CreateWebhookEndpointInput!) {
        createWebhookEndpoint(input: $input) { webhookEndpoint { id } userErrors { code } }
      }`,
      { input: { organizationId: org.id, url: theirs.url, eventTypes: ['accounts.organization.updated.v1'] } },
      org.owner.token,
    )
    const id = createWebhookEndpoint.webhookEndpoint.id
    await call(
      'mutation ($input: UpdateOrganizationInput!) { updateOrganization(input: $input) { userErrors { code } } }',
      { input: { organizationId: org.id, name: `${org.name} of herbs` } },
      org.owner.token,
    )
    // Who answers that it is gone gets nothing more, and what it was sent has failed at once.
    const failed = await eventually(async () => {
      const { node } = await call<{ node: { enabled: boolean; deliveries: { nodes: { id: string }[] } } }>(
        `query ($id: ID!) {
          node(id: $id) {
            ... on WebhookEndpoint { enabled deliveries(status: FAILED, first: 1) { nodes { id } } }
          }
        }`,
        { id },
        org.owner.token,
      )
      return node.enabled ? undefined : node.deliveries.nodes[0]?.id
    })
    theirs.answer.status = 204
    await call(
      `mutation ($input: UpdateWebhookEndpointInput!) {
        updateWebhookEndpoint(input: $input) { userErrors { code } }
      }`,
      { input: { webhookEndpointId: id, enabled: true } },
      org.owner.token,
    )
    await signIn(org.owner)
    await page.goto(`/${org.slug}/webhooks/${id}`)
    const dialog = page.getByRole('dialog')
    await expect(async () => {
      if (!(await dialog.isVisible())) {
        await page.getByRole('button', { name: 'Send failed ones again' }).click({ timeout: 1_000 })
      }
      await expect(dialog).toBeVisible({ timeout: 2_000 })
    }).toPass()
    const since = dialog.getByLabel('Failed since')
    await since.selectOption('an hour ago')
    // Reading the page again takes the choice from nobody.
    await page.evaluate(() => window.dispatchEvent(new Event('online')))
    await accessible()
    await dialog.getByRole('button', { name: 'Send again' }).click()
    await expect(dialog.getByText('1 delivery is on its way again.')).toBeVisible()
    await expect(since).toHaveValue('hour')
    await eventually(async () => {
      const { node } = await call<{ node: { status: string } }>(
        'query ($id: ID!) { node(id: $id) { ... on WebhookDelivery { status } } }',
        { id: failed },
        org.owner.token,
      )
      return node.status === 'SUCCEEDED' ? true : undefined
    })
    await dialog.getByRole('button', { name: 'Send again' }).click()
    await expect(dialog.getByText('Nothing failed in this time.')).toBeVisible()
    await expect(since).toHaveValue('hour')
    await dialog.getByRole('button', { name: 'Done' }).click()
    await expect(dialog).toHaveCount(0)
  } finally {
    theirs.close()
  }
})
