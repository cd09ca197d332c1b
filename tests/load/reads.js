// Signed-in customers who look at their pages, and visitors who look at the plans: GraphQL through the edge.
// API_URL and RUN must be given; RATE, SECONDS, CUSTOMERS and DOCUMENTS may be. tests/load/README.md tells more.
import http from 'k6/http'
import exec from 'k6/execution'
import { check, fail, sleep } from 'k6'
import { Counter } from 'k6/metrics'

const url = `${__ENV.API_URL}/graphql`
const customers = Number(__ENV.CUSTOMERS || 20)
const failed = new Counter('failed_requests')

export const options = {
  scenarios: {
    reads: {
      executor: 'constant-arrival-rate',
      rate: Number(__ENV.RATE || 1000),
      duration: `${__ENV.SECONDS || 60}s`,
      preAllocatedVUs: Number(__ENV.CLIENTS || 200),
      maxVUs: 2 * Number(__ENV.CLIENTS || 200),
      gracefulStop: '10s',
    },
  },
  // What is promised to users; requests of setup() do not count.
  thresholds: {
    'http_req_duration{scenario:reads}': ['p(95)<300', 'p(99)<500'],
    'http_req_failed{scenario:reads}': [`rate<${__ENV.AT_MOST || 0.001}`],
    'checks{scenario:reads}': [`rate>=${1 - Number(__ENV.AT_MOST || 0.001)}`],
    dropped_iterations: ['count==0'],
  },
  setupTimeout: '180s',
  summaryTrendStats: ['avg', 'med', 'p(95)', 'p(99)', 'max'],
  discardResponseBodies: false,
}

const ids = {}
const manifest = JSON.parse(open(__ENV.DOCUMENTS || '../../services/console/gql/persisted-documents.json'))
for (const [id, text] of Object.entries(manifest)) {
  const named = /query (\w+)/.exec(text)
  if (named) ids[named[1]] = id
}

// How often of a hundred, and what: by the hash as the console asks, or as text as other clients do.
const PUBLIC = '{ plans(first: 20) { nodes { id name prices { id interval amount { amount currency } } } } regions { id name } }'
const OWN = 'query Own($org: String!) { organization(slug: $org) { id name viewerRole } viewer { user { id name } } }'
const MIX = [
  [20, 'Frame', (of) => ({ org: of.slug })],
  [25, 'OverviewPage', (of) => ({ org: of.slug })],
  [15, 'InstancesPage', (of) => ({ org: of.slug, first: 20 })],
  [10, 'InvoicesPage', (of) => ({ org: of.slug, first: 20 })],
  [5, 'PlansPage', (of) => ({ org: of.slug })],
  [10, 'UnreadNotifications', () => ({})],
  [5, 'AccountPage', () => ({})],
  [5, OWN, (of) => ({ org: of.slug })],
  [5, PUBLIC, undefined],
]
const asked = MIX.flatMap(([share, what, variables]) => {
  const document = ids[what] ? { documentId: ids[what] } : { query: what }
  return Array(share).fill({ name: ids[what] ? what : 'text', document, variables })
})

function send(document, variables, token, name) {
  const headers = { 'Content-Type': 'application/json' }
  if (token) headers.Authorization = `Bearer ${token}`
  return http.post(url, JSON.stringify({ ...document, variables }), { headers, tags: { name } })
}

function mutate(field, input, selection, token) {
  const type = `${field[0].toUpperCase()}${field.slice(1)}Input`
  const query = `mutation Step($input: ${type}!) { ${field}(input: $input) { ${selection} userErrors { code message } } }`
  const answer = send({ query }, { input }, token, 'setup')
  const done = answer.status === 200 && answer.json(`data.${field}`)
  if (!done || done.userErrors.length) fail(`${field}: ${answer.status} ${answer.error} ${answer.body}`)
  return done
}

/** Customers with an organization, a site that they have paid, and its invoice. */
export function setup() {
  const plans = send({ query: '{ plans(first: 100) { nodes { slug prices { id interval amount { currency } } } } }' }, {}, null, 'setup')
  const starter = plans.json('data.plans.nodes').find((plan) => plan.slug === 'site-starter')
  const price = starter.prices.find((one) => one.interval === 'MONTH' && one.amount.currency === 'EUR').id
  const all = []
  for (let number = 0; number < customers; number++) {
    const name = `load-${__ENV.RUN}-${number}`
    const input = { email: `${name}@customers.test`, password: 'correct horse battery', name }
    const { tokens } = mutate('register', input, 'tokens { accessToken }')
    const token = tokens.accessToken
    const { organization } = mutate('createOrganization', { name, slug: name }, 'organization { id slug }', token)
    const items = [{ priceId: price, name: 'site' }]
    const order = { organizationId: organization.id, items, idempotencyKey: name }
    const { invoice } = mutate('placeOrder', order, 'invoice { id }', token)
    const payment = { invoiceId: invoice.id, provider: 'test', token: 'tok_ok', idempotencyKey: name }
    mutate('payInvoice', payment, 'invoice { id status }', token)
    all.push({ slug: organization.slug, token })
  }
  // Paid means live, within seconds; what follows measures reads, not that.
  sleep(5)
  return all
}

export default function (all) {
  const number = exec.scenario.iterationInTest
  const of = all[number % all.length]
  const { name, document, variables } = asked[(number * 37) % asked.length]
  const answer = send(document, variables ? variables(of) : {}, variables ? of.token : null, name)
  const good = check(answer, { answered: (it) => it.status === 200 && !it.body.includes('"errors"') })
  if (!good) {
    failed.add(1)
    console.error(`${name}: ${answer.status} ${answer.error} ${String(answer.body).slice(0, 300)}`)
  }
}
