import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from '../test'
import { organization } from '../world'

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
