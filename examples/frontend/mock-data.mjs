// What the mock's data is like: change it as you need it.

const PEOPLE = ['Ada Lovelace', 'Grace Hopper', 'Alan Turing', 'Katherine Johnson', 'Edsger Dijkstra', 'Barbara Liskov']
export const SITES = [
  'Garden',
  'Bakery',
  'Harbour',
  'Library',
  'Orchard',
  'Workshop',
  'Gallery',
  'Meadow',
  'Foundry',
  'Lantern',
]
const EVENTS = [
  'billing.invoice.paid.v1',
  'billing.invoice.issued.v1',
  'provisioning.instance.activated.v1',
  'accounts.membership.created.v1',
]
/** What an owner may do. */
export const PERMISSIONS =
  `accounts.invitation.read accounts.invitation.revoke accounts.member.change_role accounts.member.invite
  accounts.member.read accounts.member.remove accounts.organization.read accounts.organization.update audit.event.read
  billing.invoice.pay billing.invoice.read billing.invoice.void billing.order.place billing.order.preview billing.payment.read
  billing.subscription.read notifications.brand.update notifications.webhook.manage notifications.webhook.read
  provisioning.instance.read provisioning.instance.terminate provisioning.operation.read provisioning.release.deploy
  provisioning.release.roll_back`.split(/\s+/)

/** Texts, by `Type.field` or else by the field's name. */
export const TEXTS = {
  'User.name': (random) => random.of(PEOPLE),
  'Plan.name': (random) => `Site ${random.of(['Starter', 'Plus', 'Pro'])}`,
  'Region.name': (random) => random.of(['Frankfurt', 'Helsinki', 'Lisbon']),
  'NodeCapacity.name': (random) => `node-${random.int(1, 9)}`,
  'OperationStep.name': (random) => random.of(['place', 'apply', 'verify']),
  'MessageHeader.name': () => 'cloudEvents_type',
  'Brand.name': (random) => random.of(SITES),
  'TaxGroup.category': () => 'S',
  'AuditEvent.source': () => '/hostingco/billing',
  'Operation.kind': (random) => random.of(['provision', 'deploy', 'roll_back']),
  'WebhookEndpoint.url': (random) => `https://hooks.example.com/${random.int(1, 999)}`,
  name: (random) => random.of(SITES),
  slug: (random) => `${random.of(SITES).toLowerCase()}-${random.int(1, 99)}`,
  email: (random) => `${random.of(PEOPLE).split(' ')[0].toLowerCase()}@example.test`,
  supportEmail: () => 'help@example.test',
  language: (random) => random.of(['en', 'de']),
  type: (random) => random.of(EVENTS),
  eventType: (random) => random.of(EVENTS),
  eventTypes: (random) => random.of(EVENTS),
  title: (random) => random.of(['Your site is live', 'An invoice was paid', 'Somebody joined']),
  description: (random) => `${random.of(SITES)}, one month`,
  color: (random) => `#${random.hex(6)}`,
  logoUrl: () => 'https://assets.example.com/logo.svg',
  hash: (random) => random.hex(64),
  previousHash: (random) => random.hex(64),
  actor: (random) => `usr_${random.id()}`,
  subject: (random) => `inv_${random.id()}`,
  subjectId: (random) => `inv_${random.id()}`,
  messageId: (random) => `evt_${random.id()}`,
  ipAddress: (random) => `192.0.2.${random.int(1, 254)}`,
  userAgent: () => 'Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0',
  tokenType: () => 'Bearer',
  jurisdiction: () => 'DE',
  queue: () => 'billing.instances',
  // What went wrong: as a rule nothing did.
  error: () => null,
  failureCode: () => null,
  disabledReason: () => null,
}
/** Numbers, by the field's name. */
export const NUMBERS = {
  version: (random) => random.int(1, 12),
  progress: (random) => random.int(0, 10) / 10,
  sizeBytes: (random) => random.int(10_000, 50_000_000),
  latencyMs: (random) => random.int(20, 900),
  responseStatus: () => 200,
  trialDays: () => 0,
  intervalCount: () => 1,
  deaths: () => 1,
}
export const BOOLEANS = {
  valid: true,
  available: true,
  enabled: true,
  emailVerified: true,
  pricesIncludeTax: false,
  cordoned: false,
}
/** Points in time by what they are called: days from when their object was made. The first that fits counts. */
export const DAYS = [
  [/^(failingSince|disabledAt|restVerifiedAt)$/, null],
  [/^(expiresAt|dueAt|periodEnd|currentPeriodEnd|nextAttemptAt)$/, 30],
  [/^(finishedAt|paidAt|recordedAt|readAt|lastUsedAt|lastDiedAt)$/, 0.01],
]
/** What some mutations do besides what their input says. */
export const EFFECTS = {
  payInvoice: { invoice: { status: 'PAID' }, payment: { status: 'SUCCEEDED' } },
  voidInvoice: { invoice: { status: 'VOID' } },
  terminateInstance: { instance: { status: 'TERMINATING' } },
  revokeInvitation: { invitation: { status: 'REVOKED' } },
}

const money = (cents) => ({ amount: (cents / 100).toFixed(2), currency: 'EUR' })

/** Objects whose fields belong together. `when` gives an instant so many days after they were made. */
export const OBJECTS = {
  Organization: (random) => {
    const name = random.of(SITES)
    return { name: `${name} & Co`, slug: `${name.toLowerCase()}-${random.int(1, 99)}` }
  },
  // As a list of what runs has them, so none that is gone.
  Instance: (random) => {
    const name = random.of(SITES)
    const status = random.of(['ACTIVE', 'ACTIVE', 'ACTIVE', 'ACTIVE', 'UPDATING', 'DEGRADED', 'SUSPENDED', 'PENDING'])
    const url = `http://${name.toLowerCase()}-${random.int(1, 99)}.localhost:8088`
    return { name, status, url: status === 'PENDING' ? null : url }
  },
  // Sums that are the sums of something.
  Invoice: (random, when) => {
    const status = random.of(['PAID', 'PAID', 'PAID', 'OPEN', 'VOID'])
    const isPaid = status === 'PAID'
    const line = () => {
      const amount = money(random.int(400, 2_900))
      return { description: `${random.of(SITES)}, one month`, quantity: '1', unitAmount: amount, amount }
    }
    const lines = [line(), line()]
    const subtotal = lines.reduce((sum, { amount }) => sum + Math.round(amount.amount * 100), 0)
    const tax = Math.round(subtotal * 0.19)
    return {
      status,
      number: isPaid ? `2026-${random.int(1_000, 9_999)}` : null,
      issuedAt: isPaid ? when(1) : null,
      paidAt: isPaid ? when(1) : null,
      lines,
      taxGroups: [{ amount: money(tax), taxable: money(subtotal), category: 'S', rate: '19', jurisdiction: 'DE' }],
      subtotal: money(subtotal),
      tax: money(tax),
      total: money(subtotal + tax),
      amountPaid: money(isPaid ? subtotal + tax : 0),
      amountDue: money(status === 'OPEN' ? subtotal + tax : 0),
      discount: money(0),
      creditApplied: money(0),
    }
  },
}
