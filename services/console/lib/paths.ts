/** Every address of the console. What is not made here is not linked to. */
export const paths = {
  home: () => '/',
  logIn: (next?: string) => (next && next !== '/' ? `/log-in?next=${encodeURIComponent(next)}` : '/log-in'),
  signUp: (next?: string) => (next && next !== '/' ? `/sign-up?next=${encodeURIComponent(next)}` : '/sign-up'),
  logOut: () => '/log-out',
  forgotPassword: () => '/forgot-password',
  acceptInvitation: (token: string) => `/invitations/accept?token=${encodeURIComponent(token)}`,
  organizations: () => '/organizations',
  newOrganization: () => '/organizations/new',
  account: () => '/account',
  sessions: () => '/account/sessions',
  preferences: () => '/account/notifications',
  notifications: () => '/notifications',
  unread: () => '/notifications?unread=1',
  /** Where an id alone leads on from. */
  find: (id: string) => `/find/${id}`,
  kit: () => '/kit',
  overview: (org: string) => `/${org}`,
  instances: (org: string) => `/${org}/instances`,
  instance: (org: string, instance: string) => `/${org}/instances/${instance}`,
  releases: (org: string, instance: string) => `/${org}/instances/${instance}/releases`,
  operations: (org: string, instance: string) => `/${org}/instances/${instance}/operations`,
  instanceEvents: (org: string, instance: string) => `/${org}/instances/${instance}/events`,
  danger: (org: string, instance: string) => `/${org}/instances/${instance}/danger`,
  plans: (org: string) => `/${org}/order`,
  order: (org: string, price: string) => `/${org}/order/${price}`,
  /** An order goes by the invoice that it made. */
  timeline: (org: string, invoice: string) => `/${org}/orders/${invoice}`,
  invoices: (org: string, status?: string) => (status ? `/${org}/invoices?status=${status}` : `/${org}/invoices`),
  invoice: (org: string, invoice: string) => `/${org}/invoices/${invoice}`,
  members: (org: string) => `/${org}/members`,
  webhooks: (org: string) => `/${org}/webhooks`,
  newWebhook: (org: string) => `/${org}/webhooks/new`,
  webhook: (org: string, endpoint: string) => `/${org}/webhooks/${endpoint}`,
  editWebhook: (org: string, endpoint: string) => `/${org}/webhooks/${endpoint}/edit`,
  delivery: (org: string, endpoint: string, delivery: string) => `/${org}/webhooks/${endpoint}/${delivery}`,
  audit: (org: string, subject?: string) => (subject ? `/${org}/audit?subject=${subject}` : `/${org}/audit`),
  settings: (org: string) => `/${org}/settings`,
  billingDetails: (org: string) => `/${org}/settings#billing`,
  staff: () => '/staff',
  staffSearch: (text?: string) => (text ? `/staff/search?q=${encodeURIComponent(text)}` : '/staff/search'),
  staffOrganization: (organization: string) => `/staff/organizations/${organization}`,
  staffMails: (organization: string) => `/staff/organizations/${organization}/mails`,
  staffOrders: () => '/staff/orders',
  staffStrays: (kind: string) => `/staff/orders?stray=${kind}`,
  staffOperations: (status?: string) => (status ? `/staff/operations?status=${status}` : '/staff/operations'),
  staffCapacity: () => '/staff/capacity',
  staffDeadLetters: (service?: string) => (service ? `/staff/dead-letters?service=${service}` : '/staff/dead-letters'),
  staffDeadLetter: (id: string) => `/staff/dead-letters/${id}`,
} as const

/** A path of ours from what somebody wrote into the address bar, or the start page: never another site. */
export function ownPath(next: unknown): string {
  if (typeof next !== 'string' || !next.startsWith('/') || !URL.canParse(next, OWN)) return '/'
  const url = new URL(next, OWN)
  // Dots are gone from it now: `/.//other.example` has become the address of another site.
  const isOurs = url.origin === OWN && !url.pathname.startsWith('//')
  return isOurs ? `${url.pathname}${url.search}` : '/'
}

const OWN = 'http://own.invalid'
