// What `helm test` does: everything that people reach answers; and in a trial somebody signs up, orders, pays, sees the site
// live, and reads in the record that it happened.

const PATIENCE_MS = 120_000

export const documents = {
  register: 'mutation Register($input: RegisterInput!) { register(input: $input) { user { id } userErrors { code message } } }',
  logIn: 'mutation LogIn($input: LogInInput!) { logIn(input: $input) { tokens { accessToken } userErrors { code message } } }',
  createOrganization:
    'mutation Create($input: CreateOrganizationInput!) { createOrganization(input: $input) { organization { id } userErrors { code message } } }',
  plans: 'query Plans { plans(first: 100) { nodes { slug prices { id interval amount { currency } } } } }',
  placeOrder:
    'mutation Order($input: PlaceOrderInput!) { placeOrder(input: $input) { invoice { id } userErrors { code message } } }',
  payInvoice:
    'mutation Pay($input: PayInvoiceInput!) { payInvoice(input: $input) { invoice { status } userErrors { code message } } }',
  instances:
    'query Instances($id: ID!) { node(id: $id) { ... on Organization { instances(first: 10) { nodes { status } } } } }',
  record:
    'query Record($id: ID!, $filter: AuditFilter) { node(id: $id) { ... on Organization { auditEvents(filter: $filter, first: 1) { nodes { id type } } } } }',
}

async function main() {
  for (const address of process.env.REACHED.split(',')) {
    await answers(address)
  }
  if (process.env.ORDER === 'true') await order(process.env.GATEWAY)
}

async function answers(address) {
  const response = await fetch(address, { signal: AbortSignal.timeout(10_000) })
  await response.arrayBuffer()
  if (response.status >= 500) throw new Error(`${address} answers ${response.status}`)
  console.log(`${address} answers ${response.status}`)
}

async function order(gateway) {
  const name = `helm-test-${Date.now()}`
  const email = `${name}@example.com`
  const password = crypto.randomUUID()
  let token

  async function ask(document, variables) {
    const headers = { 'content-type': 'application/json', accept: 'application/json' }
    if (token) headers.authorization = `Bearer ${token}`
    const body = JSON.stringify({ query: document, variables })
    const response = await fetch(`${gateway}/graphql`, { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) })
    const answer = await response.json()
    if (answer.errors) throw new Error(`${document}: ${JSON.stringify(answer.errors)}`)
    return answer.data
  }

  async function change(field, input) {
    const payload = (await ask(documents[field], { input }))[field]
    if (payload.userErrors.length > 0) throw new Error(`${field} is refused: ${JSON.stringify(payload.userErrors)}`)
    return payload
  }

  async function eventually(what, found) {
    const deadline = Date.now() + PATIENCE_MS
    for (;;) {
      let cause
      try {
        const it = await found()
        if (it) {
          console.log(what)
          return it
        }
      } catch (error) {
        // A pod that dies takes its requests along; what is asked here may be asked again.
        cause = error
      }
      if (Date.now() > deadline) throw new Error(`not within ${PATIENCE_MS / 1000} s: ${what}`, { cause })
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  }

  await change('register', { email, password, name })
  token = (await change('logIn', { email, password })).tokens.accessToken
  console.log(`${email} is signed in`)
  const organization = (await change('createOrganization', { name, slug: name })).organization.id
  const { plans } = await ask(documents.plans, {})
  const prices = plans.nodes.filter((plan) => plan.slug === 'site-starter').flatMap((plan) => plan.prices)
  const price = prices.find((it) => it.interval === 'MONTH' && it.amount.currency === 'EUR')
  if (!price) throw new Error('there is no monthly price of the plan site-starter; is seeds.enabled?')
  const items = [{ priceId: price.id, name: 'helm test' }]
  const placed = await change('placeOrder', { organizationId: organization, items, idempotencyKey: `${name}-order` })
  const invoiceId = placed.invoice.id
  console.log(`invoice ${invoiceId} is to be paid`)
  await eventually(`invoice ${invoiceId} is paid`, async () => {
    const input = { invoiceId, provider: 'test', token: 'tok_ok', idempotencyKey: `${name}-pay` }
    return (await change('payInvoice', input)).invoice.status === 'PAID'
  })
  await eventually('the site is live', async () => {
    const { node } = await ask(documents.instances, { id: organization })
    return node.instances.nodes.some((instance) => instance.status === 'ACTIVE')
  })
  await eventually('the event is on record', async () => {
    const { node } = await ask(documents.record, { id: organization, filter: { type: 'billing.invoice.paid' } })
    return node.auditEvents.nodes.length > 0
  })
}

if (process.argv[1] === import.meta.filename) await main()
