import { type ChildProcess, spawn } from 'node:child_process'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createListener } from 'node:net'
import { join } from 'node:path'
import { lineTo } from '../line'
import { expect, test } from '../test'
import { call, eventually, organization, shows, site, zip } from '../world'

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createListener()
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  await new Promise((closed) => server.close(closed))
  return typeof address === 'object' && address ? address.port : 0
}

/** Another console of the same build, before another gateway; its auth is away. */
async function consoleBefore(gateway: string): Promise<{ url: string; process: ChildProcess }> {
  const [port, nobody] = [await freePort(), await freePort()]
  const env = {
    ...process.env,
    PORT: String(port),
    HOSTNAME: '127.0.0.1',
    CONSOLE_GATEWAY__URL: gateway,
    CONSOLE_PEERS__AUTH__URL: `https://localhost:${nobody}`,
    CONSOLE_TLS__CA: '/dev/null',
    CONSOLE_TLS__CERTIFICATE: '/dev/null',
    CONSOLE_TLS__KEY: '/dev/null',
  }
  const server = spawn(process.execPath, ['server/main.ts'], {
    cwd: join(import.meta.dirname, '../../build/standalone'),
    env,
    stdio: 'ignore',
  })
  const url = `http://localhost:${port}`
  await eventually(async () => {
    const answer = await fetch(`${url}/api/ready`).catch(() => undefined)
    return answer?.ok ? true : undefined
  })
  return { url, process: server }
}

test('while the gateway is away, forms keep what was typed and say what to do', async ({ page }) => {
  const { url, process: server } = await consoleBefore(`http://127.0.0.1:${await freePort()}`)
  try {
    await page.goto(`${url}/log-in`)
    await page.getByLabel('E-mail').fill('ada@example.test')
    await page.getByLabel('Password').fill('whatever it is')
    await page.getByRole('button', { name: 'Log in' }).click()
    await expect(page.getByText('does not answer right now')).toBeVisible()
    await expect(page.getByText(/Request [0-9a-f-]{36}/)).toBeVisible()
    await expect(page.getByLabel('E-mail')).toHaveValue('ada@example.test')
  } finally {
    server.kill()
  }
})

const BAD_GATEWAYS: { how: string; answer: RequestListener; says: string }[] = [
  { how: 'says nothing', answer: () => undefined, says: 'This took too long' },
  {
    how: 'breaks off in its answer',
    answer: (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 })
      response.write('{"data":{"logIn":', () => response.destroy())
    },
    says: 'does not answer right now',
  },
  {
    how: 'answers with a page of a proxy',
    answer: (_, response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>'),
    says: 'does not answer right now',
  },
]

for (const { how, answer, says } of BAD_GATEWAYS) {
  test(`a gateway that ${how} loses nothing of what was typed`, async ({ page }) => {
    const gateway = createServer(answer)
    const port = await freePort()
    await new Promise<void>((ready) => gateway.listen(port, '127.0.0.1', ready))
    const { url, process: server } = await consoleBefore(`http://127.0.0.1:${port}`)
    try {
      await page.goto(`${url}/log-in`)
      await page.getByLabel('E-mail').fill('ada@example.test')
      await page.getByLabel('Password').fill('whatever it is')
      await page.getByRole('button', { name: 'Log in' }).click()
      await expect(page.getByText(says)).toBeVisible()
      await expect(page.getByText(/Request [0-9a-f-]{36}/)).toBeVisible()
      await expect(page.getByLabel('E-mail')).toHaveValue('ada@example.test')
    } finally {
      server.kill()
      gateway.closeAllConnections()
      gateway.close()
    }
  })
}

test('a network that goes away while a form is sent loses nothing', async ({ page, context, signIn, complaints }) => {
  const org = await organization()
  await signIn(org.owner)
  await page.goto(`/${org.slug}/settings`)
  const name = page.getByRole('textbox', { name: 'Name', exact: true }).first()
  await name.fill('A better name')
  await context.setOffline(true)
  await expect(page.getByRole('button', { name: /^Save/ }).first()).toHaveAttribute('aria-disabled', 'true')
  await name.press('Enter')
  await expect(page.getByText('You are offline. Nothing was sent.')).toBeVisible()
  await expect(name).toHaveValue('A better name')
  await context.setOffline(false)
  await page.getByRole('button', { name: /^Save/ }).first().click()
  await expect(page.getByRole('button', { name: /A better name/ }).first()).toBeVisible()
  complaints.splice(
    0,
    complaints.length,
    ...complaints.filter((text) => !/ERR_INTERNET_DISCONNECTED|Failed to fetch/.test(text)),
  )
})

test('an upload that breaks off at 90 % is tried again with what was chosen, and deployed once', async ({
  page,
  signIn,
  complaints,
  baseURL,
}) => {
  const org = await organization()
  const made = await site(org)
  const archive = Buffer.from(zip('index.html', `<!doctype html><h1>whole</h1>${'.'.repeat(4_000_000)}`))
  await signIn(org.owner)
  const line = await lineTo(baseURL ?? '')
  try {
    await page.goto(`${line.url}/${org.slug}/instances/${made.id}`)
    const chosen = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Choose an archive' }).click()
    line.cutAfter(0.9 * archive.length)
    await (await chosen).setFiles({ name: 'site.zip', mimeType: 'application/zip', buffer: archive })
    await expect(page.getByText('The upload broke off')).toBeVisible()
    line.mend()
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByText(/Version \d+ is uploaded and goes live now\./)).toBeVisible()
    await shows(made.url, 'whole')
    const { node } = await call<{ node: { releases: { nodes: { status: string }[] } } }>(
      'query ($id: ID!) { node(id: $id) { ... on Instance { releases(first: 10) { nodes { status } } } } }',
      { id: made.id },
      org.owner.token,
    )
    expect(node.releases.nodes.filter(({ status }) => status !== 'FAILED')).toHaveLength(1)
  } finally {
    line.close()
  }
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.includes('net::ERR_')))
})
