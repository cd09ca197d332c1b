import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from '../test'
import { call, organization, webhook } from '../world'

/** A customer's own server: what was posted to it, and the answer that it gives. */
async function target(): Promise<{ url: string; posted: string[]; answer: { status: number }; close: () => void }> {
  const posted: string[] = []
  const answer = { status: 204 }
  const server = createServer((request: IncomingMessage, response) => {
    let body = ''
    request.on('data', (part: Buffer) => {
      body += part.toString()
    })
    request.on('end', () => {
      posted.push(body)
      response.writeHead(answer.status).end()
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/hook`, posted, answer, close: () => server.close() }
}

test('make a webhook, see its secret once, test it, see what was delivered, send it again', async ({
  page,
  signIn,
}) => {
  const org = await organization()
  const mine = await target()
  try {
    await signIn(org.owner)
    await page.goto(`/${org.slug}/webhooks/new`)
    await page
      .getByLabel(/^Address|^URL/)
      .first()
      .fill(mine.url)
    await page.getByRole('button', { name: /^(Add|Create|Make)/ }).click()
    await expect(page.getByText(/whsec_/)).toBeVisible()
    await page.getByRole('link', { name: 'I have kept it, go on' }).click()
    await page.waitForURL('**/webhooks/whe_*')
    await page.getByRole('button', { name: /test event/i }).click()
    await expect.poll(() => mine.posted.length).toBeGreaterThan(0)
    await page.reload()
    await expect(page.getByText(/whsec_/)).toHaveCount(0)
    await page.getByRole('table').getByRole('link').first().click()
    await page.waitForURL(/\/webhooks\/whe_[^/]+\/[^/]+$/)
    const before = mine.posted.length
    await page.getByRole('button', { name: /again/i }).click()
    await expect.poll(() => mine.posted.length).toBeGreaterThan(before)
  } finally {
    mine.close()
  }
})

test('an address that cannot be a webhook is said at its field', async ({ page, signIn }) => {
  const org = await organization()
  await signIn(org.owner)
  await page.goto(`/${org.slug}/webhooks/new`)
  const address = page.getByLabel(/^Address|^URL/).first()
  await address.fill('ftp://example.test/hook')
  await page.getByRole('button', { name: /^(Add|Create|Make)/ }).click()
  await expect(address).toHaveAttribute('aria-invalid', 'true')
  await expect(address).toHaveValue('ftp://example.test/hook')
})

test('a webhook is changed, gets a new secret, and is deleted by its name', async ({ page, signIn, accessible }) => {
  const org = await organization()
  const id = await webhook(org)
  await signIn(org.owner)
  await page.goto(`/${org.slug}/webhooks/${id}`)
  await page.getByRole('link', { name: 'Edit', exact: true }).click()
  await page.getByLabel('Description (optional)').fill('Bookkeeping')
  // Only some events, and at first none of them.
  await page.getByRole('radio', { name: /^Only these/ }).check()
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText('Choose at least one kind of event, or all events.')).toBeVisible()
  await expect(page.getByLabel('Description (optional)')).toHaveValue('Bookkeeping')
  await page.getByRole('group', { name: 'Orders and money' }).getByRole('checkbox').first().check()
  await accessible()
  await page.getByRole('button', { name: 'Save changes' }).click()
  await page.waitForURL(`**/webhooks/${id}`)
  await expect(page.getByRole('heading', { level: 1, name: 'Bookkeeping' })).toBeVisible()
  await expect(page.getByText('Everything of Orders and money')).toBeVisible()

  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'New secret' }).click()
  await dialog.getByRole('button', { name: 'Make a new secret' }).click()
  await expect(dialog.getByText(/^whsec_/)).toBeVisible()
  await accessible()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByText(/whsec_/)).toHaveCount(0)

  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  const typed = dialog.getByLabel('To go on, type Bookkeeping')
  await typed.fill('Something else')
  await dialog.getByRole('button', { name: 'Delete webhook' }).click()
  await expect(dialog.getByText('Type the name exactly as it stands above.')).toBeVisible()
  await typed.fill('Bookkeeping')
  await dialog.getByRole('button', { name: 'Delete webhook' }).click()
  await page.waitForURL(`**/${org.slug}/webhooks`)
  await expect(page.getByText('No webhooks yet')).toBeVisible()
})

test('webhooks are found by whether events go there', async ({ page, signIn, accessible }) => {
  const org = await organization()
  const [works, rests] = ['http://127.0.0.1:9999/works', 'http://127.0.0.1:9999/rests']
  await webhook(org, works)
  const resting = await webhook(org, rests)
  await signIn(org.owner)
  const address = `/${org.slug}/webhooks`
  const rows = page.getByRole('table', { name: 'Webhooks', exact: true }).getByRole('rowheader')
  const states = page.getByRole('navigation', { name: 'State', exact: true })
  await page.goto(`${address}?status=OFF`)
  await expect(page.getByText('No webhooks in this state')).toBeVisible()
  await accessible()
  await page.getByRole('link', { name: 'See all webhooks' }).click()
  await page.waitForURL(`**${address}`)
  await expect(rows).toContainText([rests, works])
  await call(
    `mutation ($input: UpdateWebhookEndpointInput!) {
      updateWebhookEndpoint(input: $input) { userErrors { code } }
    }`,
    { input: { webhookEndpointId: resting, enabled: false } },
    org.owner.token,
  )
  await states.getByRole('link', { name: 'Off', exact: true }).click()
  await page.waitForURL(`**${address}?status=OFF`)
  await expect(rows).toHaveCount(1)
  await expect(rows).toContainText(rests)
  await states.getByRole('link', { name: 'On', exact: true }).click()
  await page.waitForURL(`**${address}?status=ON`)
  await expect(rows).toHaveCount(1)
  await expect(rows).toContainText(works)
  await page.goto(`${address}?status=nonsense`)
  await expect(rows).toContainText([rests, works])
})
