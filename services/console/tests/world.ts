import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { crc32 } from 'node:zlib'
import type { BrowserContext } from '@playwright/test'

const GATEWAY = process.env.GATEWAY_URL ?? 'http://localhost:3003'
const MAILBOX = process.env.MAILBOX_URL ?? 'http://localhost:8025'

export const PASSWORD = 'correct horse battery'

/** A person with an account, who calls the public API as any client does. */
export type Person = { name: string; email: string; token: string }
export type Organization = { id: string; slug: string; name: string; owner: Person }

let made = 0

/** A name that no other test uses. */
export function unique(name: string): string {
  made += 1
  return `${name}-${randomBytes(4).toString('hex')}${made}`
}

/** One operation at the gateway; errors and user errors end the test. */
export async function call<T>(query: string, variables: object, token?: string): Promise<T> {
  const response = await fetch(`${GATEWAY}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = (await response.json()) as { data: Record<string, unknown>; errors?: unknown }
  if (errors) throw new Error(JSON.stringify(errors))
  for (const payload of Object.values(data)) {
    const refused = (payload as { userErrors?: unknown[] } | null)?.userErrors ?? []
    if (refused.length > 0) throw new Error(JSON.stringify(refused))
  }
  return data as T
}

/** An address that is nobody else's. */
function newEmail(): string {
  return `${unique('person')}@example.test`
}

/** Somebody who has just registered. */
export async function person(name = 'Grace Hopper'): Promise<Person> {
  const email = newEmail()
  const input = { name, email, password: PASSWORD }
  const { register } = await call<{ register: { tokens: { accessToken: string } } }>(
    'mutation ($input: RegisterInput!) { register(input: $input) { tokens { accessToken } userErrors { code } } }',
    { input },
  )
  return { name, email, token: register.tokens.accessToken }
}

/** An organization, of somebody new where nobody is named. */
export async function organization(name = unique('Garden'), founder?: Person): Promise<Organization> {
  const owner = founder ?? (await person())
  const { createOrganization } = await call<{ createOrganization: { organization: { id: string; slug: string } } }>(
    `mutation ($input: CreateOrganizationInput!) {
      createOrganization(input: $input) { organization { id slug } userErrors { code } }
    }`,
    { input: { name } },
    owner.token,
  )
  return { ...createOrganization.organization, name, owner }
}

/** Somebody who was invited to an organization and has joined. */
export async function member(org: Organization, role: string, name = 'Alan Turing'): Promise<Person> {
  const guest = await person(name)
  await joined(org, guest, role)
  return guest
}

/** The membership of somebody who has been invited to an organization and has joined. */
export async function joined(org: Organization, guest: Person, role = 'DEVELOPER'): Promise<string> {
  const token = await invitation(org, role, guest.email)
  const { acceptInvitation } = await call<{ acceptInvitation: { membership: { id: string } } }>(
    `mutation ($input: AcceptInvitationInput!) {
      acceptInvitation(input: $input) { membership { id } userErrors { code } }
    }`,
    { input: { token } },
    guest.token,
  )
  return acceptInvitation.membership.id
}

/** Invites somebody, and answers the secret part of the link that is mailed. */
export async function invitation(org: Organization, role = 'DEVELOPER', email = newEmail()): Promise<string> {
  const { inviteMember } = await call<{ inviteMember: { acceptUrl: string } }>(
    'mutation ($input: InviteMemberInput!) { inviteMember(input: $input) { acceptUrl userErrors { code } } }',
    { input: { organizationId: org.id, email, role } },
    org.owner.token,
  )
  return new URL(inviteMember.acceptUrl).searchParams.get('token') ?? ''
}

/** A webhook that is told of everything, by its id. Where nothing is said, nobody listens. */
export async function webhook(org: Organization, url = 'http://127.0.0.1:9999/hook'): Promise<string> {
  const { createWebhookEndpoint } = await call<{ createWebhookEndpoint: { webhookEndpoint: { id: string } } }>(
    `mutation ($input: CreateWebhookEndpointInput!) {
      createWebhookEndpoint(input: $input) { webhookEndpoint { id } userErrors { code } }
    }`,
    { input: { organizationId: org.id, url, eventTypes: [] } },
    org.owner.token,
  )
  return createWebhookEndpoint.webhookEndpoint.id
}

/** The price of a plan, by the plan's slug and what the price is for. */
export async function price(slug: string, currency = 'EUR', interval = 'MONTH'): Promise<string> {
  const { plans } = await call<{
    plans: { nodes: { slug: string; prices: { id: string; interval: string; amount: { currency: string } }[] }[] }
  }>('query { plans(first: 100) { nodes { slug prices { id interval amount { currency } } } } }', {})
  const found = plans.nodes
    .find((plan) => plan.slug === slug)
    ?.prices.find((price) => price.interval === interval && price.amount.currency === currency)
  if (!found) throw new Error(`there is no price of ${slug} in ${currency} by ${interval}`)
  return found.id
}

export type Ordered = { invoice: string; subscription: string }

/** An order that nobody has paid. */
export async function ordered(org: Organization, name = 'My site', plan = 'site-starter'): Promise<Ordered> {
  const items = [{ priceId: await price(plan), name }]
  const { placeOrder } = await call<{ placeOrder: { invoice: { id: string }; subscriptions: { id: string }[] } }>(
    `mutation ($input: PlaceOrderInput!) {
      placeOrder(input: $input) { invoice { id } subscriptions { id } userErrors { code } }
    }`,
    { input: { organizationId: org.id, items, idempotencyKey: unique('order') } },
    org.owner.token,
  )
  return { invoice: placeOrder.invoice.id, subscription: placeOrder.subscriptions[0]?.id ?? '' }
}

/** Pays an invoice by the API. */
export async function paid(org: Organization, invoice: string, token = 'tok_ok'): Promise<void> {
  await call(
    'mutation ($input: PayInvoiceInput!) { payInvoice(input: $input) { invoice { status } userErrors { code } } }',
    { input: { invoiceId: invoice, provider: 'test', token, idempotencyKey: unique('pay') } },
    org.owner.token,
  )
}

/** What is unread in somebody's feed, the newest first. */
export async function unread(person: Person): Promise<string[]> {
  const { viewer } = await call<{ viewer: { notifications: { nodes: { id: string }[] } } }>(
    'query { viewer { notifications(unread: true, first: 100) { nodes { id } } } }',
    {},
    person.token,
  )
  return viewer.notifications.nodes.map(({ id }) => id)
}

export type Site = { id: string; url: string; name: string; invoice: string }

/** A site that runs. */
export async function site(org: Organization, name = 'My site'): Promise<Site> {
  const { invoice, subscription } = await ordered(org, name)
  await paid(org, invoice)
  return eventually(async () => {
    const { node } = await call<{ node: { instance: { id: string; status: string; url: string | null } | null } }>(
      'query ($id: ID!) { node(id: $id) { ... on Subscription { instance { id status url } } } }',
      { id: subscription },
      org.owner.token,
    )
    const instance = node.instance
    return instance?.status === 'ACTIVE' && instance.url
      ? { id: instance.id, url: instance.url, name, invoice }
      : undefined
  })
}

/** Deploys one page to a site, and answers the release's id once it is live. */
export async function release(org: Organization, site: Site, text: string): Promise<string> {
  const id = await upload(org, site, text)
  await shows(site.url, text)
  return id
}

/** Has one page deployed to a site, and answers the release's id. */
export async function upload(org: Organization, site: Site, text: string): Promise<string> {
  const form = new FormData()
  const query = `mutation ($input: DeployReleaseInput!) {
    deployRelease(input: $input) { release { id } userErrors { code } }
  }`
  form.set('operations', JSON.stringify({ query, variables: { input: { instanceId: site.id, archive: null } } }))
  form.set('map', JSON.stringify({ 0: ['variables.input.archive'] }))
  form.set('0', new Blob([zip('index.html', `<!doctype html><h1>${text}</h1>`)]), 'site.zip')
  const response = await fetch(`${GATEWAY}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${org.owner.token}`, 'graphql-require-preflight': '1' },
    body: form,
  })
  const { data } = (await response.json()) as { data: { deployRelease: { release: { id: string } | null } } }
  const id = data.deployRelease.release?.id
  if (!id) throw new Error(JSON.stringify(data))
  return id
}

/** A zip archive of one file, stored as it is (APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16). */
export function zip(name: string, text: string): Uint8Array<ArrayBuffer> {
  const [path, body] = [Buffer.from(name), Buffer.from(text)]
  const about = Buffer.alloc(26)
  about.writeUInt16LE(20, 0)
  about.writeUInt32LE(crc32(body), 10)
  about.writeUInt32LE(body.length, 14)
  about.writeUInt32LE(body.length, 18)
  about.writeUInt16LE(path.length, 22)
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), about, path, body])
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), about, Buffer.alloc(14), path])
  const end = Buffer.alloc(18)
  end.writeUInt16LE(1, 4)
  end.writeUInt16LE(1, 6)
  end.writeUInt32LE(central.length, 8)
  end.writeUInt32LE(local.length, 12)
  return new Uint8Array(Buffer.concat([local, central, Buffer.from('PK\x05\x06'), end]))
}

/** What a visitor of a site gets. Node.js does not resolve `*.localhost`, as browsers do (RFC 6761, section 6.3). */
export async function visit(url: string): Promise<{ status: number; text: string }> {
  const { host, port, pathname } = new URL(url)
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path: pathname, headers: { host } }, (answer) => {
      let text = ''
      answer.on('data', (part: Buffer) => {
        text += part.toString()
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
    })
    asked.on('error', reject).end()
  })
}

/** Waits until a site shows a text. */
export async function shows(url: string, text: string): Promise<void> {
  await eventually(async () => ((await visit(url)).text.includes(text) ? true : undefined))
}

/** The newest mail to somebody whose text holds a part, once it has come. */
export async function mail(to: string, part: string): Promise<string> {
  return eventually(async () => {
    const response = await fetch(`${MAILBOX}/api/mails?to=${encodeURIComponent(to)}`)
    const { mails } = (await response.json()) as { mails: unknown[] }
    return mails.map((mail) => JSON.stringify(mail)).findLast((text) => text.includes(part))
  })
}

/** Waits for a condition, 40 s at most. */
export async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + 40_000
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > end) throw new Error('this did not come to be within 40 s')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** Cookies of the readers' choices, so that a page is rendered as they want it. */
export async function choose(context: BrowserContext, url: string, choices: Record<string, string>): Promise<void> {
  await context.addCookies(Object.entries(choices).map(([name, value]) => ({ name, value, url })))
}
