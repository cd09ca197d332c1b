import {
  call,
  eventually,
  invitation,
  member,
  type Organization,
  ordered,
  organization,
  PASSWORD,
  type Person,
  price,
  release,
  type Site,
  site,
  webhook,
} from './world'

/** From seeds/auth.toml. */
export const STAFF = { email: 'sam@staff.test', password: 'demo-sam-staff-1' }

/** What a page may weigh at its first load: scripts as an edge sends them, compressed with brotli, in thousands of bytes. */
const SIGN_IN = 125
const DASHBOARD = 160
const ANY = 190

/** What pages show. */
export type Shown = {
  org: Organization
  site: Site
  open: string
  price: string
  invitation: string
  endpoint: string
  delivery: string
  letter: string
}

/** Who reads a page, the addresses that show it, and how heavy it may be. */
type Page = { reader: Reader; at: (shown: Shown) => string[]; most: number }

/** Nobody yet, a customer, the staff. */
export const READERS = ['guest', 'customer', 'staff'] as const
export type Reader = (typeof READERS)[number]

const guest = (at: Page['at'], most = ANY): Page => ({ reader: 'guest', at, most })
const customer = (at: Page['at'], most = ANY): Page => ({ reader: 'customer', at, most })
const own = (at: (shown: Shown) => string[], most = ANY): Page =>
  customer((shown) => at(shown).map((path) => `/${shown.org.slug}${path}`), most)
const staff = (at: Page['at']): Page => ({ reader: 'staff', at, most: ANY })

/** Every page of the console by its route. Those that only lead on to another have nothing to be looked at. */
export const PAGES: Record<string, Page> = {
  '/log-in': guest(() => ['/log-in'], SIGN_IN),
  '/sign-up': guest(() => ['/sign-up'], SIGN_IN),
  '/log-out': guest(() => ['/log-out']),
  '/forgot-password': guest(() => ['/forgot-password']),
  '/reset-password': guest(() => ['/reset-password?token=x']),
  '/verify-email': guest(() => ['/verify-email?token=x']),
  '/invitations/accept': guest(({ invitation }) => [`/invitations/accept?token=${invitation}`]),
  '/offline': guest(() => ['/offline']),

  '/[org]': own(() => [''], DASHBOARD),
  '/[org]/instances': own(() => ['/instances'], DASHBOARD),
  '/[org]/instances/[instance]': own(({ site }) => [`/instances/${site.id}`]),
  '/[org]/instances/[instance]/releases': own(({ site }) => [`/instances/${site.id}/releases`]),
  '/[org]/instances/[instance]/operations': own(({ site }) => [`/instances/${site.id}/operations`]),
  '/[org]/instances/[instance]/events': own(({ site }) => [`/instances/${site.id}/events`]),
  '/[org]/instances/[instance]/danger': own(({ site }) => [`/instances/${site.id}/danger`]),
  '/[org]/order': own(() => ['/order']),
  '/[org]/order/[price]': own(({ price }) => [`/order/${price}?name=Orchard`, `/order/${price}`]),
  '/[org]/orders/[invoice]': own(({ open, site }) => [`/orders/${open}`, `/orders/${site.invoice}`]),
  '/[org]/invoices': own(() => ['/invoices'], DASHBOARD),
  '/[org]/invoices/[invoice]': own(({ open, site }) => [`/invoices/${open}`, `/invoices/${site.invoice}`]),
  '/[org]/members': own(() => ['/members']),
  '/[org]/webhooks': own(() => ['/webhooks']),
  '/[org]/webhooks/new': own(() => ['/webhooks/new']),
  '/[org]/webhooks/[endpoint]': own(({ endpoint }) => [`/webhooks/${endpoint}`]),
  '/[org]/webhooks/[endpoint]/edit': own(({ endpoint }) => [`/webhooks/${endpoint}/edit`]),
  '/[org]/webhooks/[endpoint]/[delivery]': own(({ endpoint, delivery }) => [`/webhooks/${endpoint}/${delivery}`]),
  '/[org]/audit': own(() => ['/audit', '/audit?verify=1', '/audit?actor=Nobody&from=2026-11-21&to=2026-11-20']),
  '/[org]/settings': own(() => ['/settings']),

  '/account': customer(() => ['/account']),
  '/account/sessions': customer(() => ['/account/sessions']),
  '/account/notifications': customer(() => ['/account/notifications']),
  '/notifications': customer(() => ['/notifications']),
  '/organizations': customer(() => ['/organizations']),
  '/organizations/new': customer(() => ['/organizations/new']),
  '/kit': customer(() => ['/kit']),

  '/staff': staff(() => ['/staff']),
  '/staff/search': staff(({ org }) => ['/staff/search', `/staff/search?q=${org.slug}`]),
  '/staff/orders': staff(() => ['/staff/orders', '/staff/orders?status=VOID', '/staff/orders?stray=PAID_NOT_LIVE']),
  '/staff/operations': staff(() => ['/staff/operations', '/staff/operations?status=STUCK']),
  '/staff/organizations/[organization]': staff(({ org }) => [`/staff/organizations/${org.id}`]),
  '/staff/organizations/[organization]/mails': staff(({ org }) => [`/staff/organizations/${org.id}/mails`]),
  '/staff/capacity': staff(() => ['/staff/capacity']),
  '/staff/dead-letters': staff(() => ['/staff/dead-letters?service=PROVISIONING']),
  '/staff/dead-letters/[service]/[number]': staff(({ letter }) => [`/staff/dead-letters/${letter}`]),
}

/** Who signs in to read as somebody; guests do not. */
export function signedInAs(reader: Reader, { org }: Shown): [{ email: string }, string] | undefined {
  if (reader === 'guest') return undefined
  return reader === 'staff' ? [STAFF, STAFF.password] : [org.owner, PASSWORD]
}

let made: Promise<Shown> | undefined

/** Something on every page; made once, as nothing that looks at pages changes it. */
export function shown(): Promise<Shown> {
  made ??= show()
  return made
}

async function show(): Promise<Shown> {
  const org = await organization()
  const endpoint = await webhook(org)
  const made = await site(org)
  // Two releases, so that there is one to go back to, and a member who can be removed.
  for (const text of ['The first edition', 'The second edition']) await release(org, made, text)
  await member(org, 'DEVELOPER')
  return {
    org,
    endpoint,
    site: made,
    open: (await ordered(org, 'Second site')).invoice,
    price: await price('site-starter'),
    invitation: await invitation(org),
    delivery: await tested(org.owner, endpoint),
    letter: await deadLetter(),
  }
}

/** Posts a test event to a webhook, and answers the delivery. */
async function tested(owner: Person, endpoint: string): Promise<string> {
  const { sendTestEvent } = await call<{ sendTestEvent: { webhookDelivery: { id: string } } }>(
    'mutation ($input: SendTestEventInput!) { sendTestEvent(input: $input) { webhookDelivery { id } userErrors { code } } }',
    { input: { webhookEndpointId: endpoint } },
    owner.token,
  )
  return sendTestEvent.webhookDelivery.id
}

/** The message that whoever starts the services has sent, and that provisioning cannot read. */
const UNREADABLE = 'evt_01jd0000000000000000000000'

async function deadLetter(): Promise<string> {
  const { logIn } = await call<{ logIn: { tokens: { accessToken: string } } }>(
    'mutation ($input: LogInInput!) { logIn(input: $input) { tokens { accessToken } userErrors { code } } }',
    { input: STAFF },
  )
  return eventually(async () => {
    const { staff } = await call<{ staff: { deadLetters: { nodes: { id: string; messageId: string }[] } } }>(
      'query { staff { deadLetters(service: PROVISIONING, first: 100) { nodes { id messageId } } } }',
      {},
      logIn.tokens.accessToken,
    )
    return staff.deadLetters.nodes.find(({ messageId }) => messageId === UNREADABLE)?.id
  })
}
