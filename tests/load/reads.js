// What people ask of the edge: visitors look at the plans, browsers fetch the console's scripts, signed-in customers read.
// API_URL, CONSOLE_URL and RUN must be given; RATE, SECONDS, WHO, CUSTOMERS and DOCUMENTS may be. tests/load/README.md
// tells more.
import http from 'k6/http'
import exec from 'k6/execution'
import { check, fail, sleep } from 'k6'
import { Counter } from 'k6/metrics'

const url = `${__ENV.API_URL}/graphql`
const customers = Number(__ENV.CUSTOMERS || 20)
const failed = new Counter('failed_requests')

// Who asks, how often of a hundred: a page of the console is two documents and four scripts that the browser does not have
// yet, and there are as many visitors as customers. `WHO=customers` is the hard part alone.
const SHARES = { browsers: 50, visitors: 25, customers: 25 }

const rate = Number(__ENV.RATE || 1000)
const clients = { preAllocatedVUs: Number(__ENV.CLIENTS || 500), maxVUs: 2 * Number(__ENV.CLIENTS || 500) }
// Connections are made and caches filled before it counts, as on any day but the first.
const WARM_UP = 15

export const options = {
  scenarios: {
    warm: {
      executor: 'ramping-arrival-rate',
      startRate: 20,
      stages: [{ target: rate, duration: `${WARM_UP}s` }],
      // What is on its way when it ends would be told as a failure.
      gracefulStop: '2s',
      ...clients,
    },
    reads: {
      startTime: `${WARM_UP}s`,
      executor: 'constant-arrival-rate',
      rate,
      duration: `${__ENV.SECONDS || 60}s`,
      ...clients,
      gracefulStop: '10s',
    },
  },
  // What is promised to users; requests of setup() do not count.
  thresholds: {
    'http_req_duration{scenario:reads}': ['p(95)<300', 'p(99)<500'],
    ...Object.fromEntries(Object.keys(SHARES).map((who) => [`http_req_duration{scenario:reads,who:${who}}`, ['p(95)<300', 'p(99)<500']])),
    'http_req_failed{scenario:reads}': [`rate<${__ENV.AT_MOST || 0.001}`],
    'checks{scenario:reads}': [`rate>=${1 - Number(__ENV.AT_MOST || 0.001)}`],
    // One that k6 had nobody free for was not asked; of a hundred, one at most.
    'dropped_iterations{scenario:reads}': [`count<${(rate * Number(__ENV.SECONDS || 60)) / 100}`],
  },
  setupTimeout: '180s',
  summaryTrendStats: ['avg', 'med', 'p(95)', 'p(99)', 'max'],
  discardResponseBodies: false,
}

// The hashes by name. Read in a function, so that each of a thousand clients does not keep the texts.
const ids = namesOf(__ENV.DOCUMENTS || '../../services/console/gql/persisted-documents.json')

function namesOf(manifest) {
  const named = Object.entries(JSON.parse(open(manifest))).map(([id, text]) => [/query (\w+)/.exec(text)?.[1], id])
  return Object.fromEntries(named.filter(([name]) => name))
}

const PUBLIC = '{ plans(first: 20) { nodes { id name prices { id interval amount { amount currency } } } } regions { id name } }'
const UNREAD = '{ viewer { unreadNotifications } }'
const OWN = 'query Own($org: String!) { organization(slug: $org) { id name viewerRole } viewer { user { id name } } }'
// What customers ask for, how often of a hundred: by the hash as the console asks, or as text as other clients do.
const CUSTOMERS = [
  [20, 'Frame', (of) => ({ org: of.slug })],
  [10, 'Unread', () => ({})],
  [15, 'OverviewPage', (of) => ({ org: of.slug })],
  [10, 'OverviewRecord', (of) => ({ org: of.slug })],
  [10, 'InstancesPage', (of) => ({ org: of.slug, first: 20 })],
  [10, 'InvoicesPage', (of) => ({ org: of.slug, first: 20 })],
  [5, 'PlansPage', (of) => ({ org: of.slug })],
  [5, UNREAD, () => ({})],
  [5, 'AccountPage', () => ({})],
  [10, OWN, (of) => ({ org: of.slug })],
]
const asked = CUSTOMERS.flatMap(([share, what, variables]) => {
  const isName = /^\w+$/.test(what)
  if (isName && !ids[what]) throw new Error(`the console has no document ${what}`)
  const document = isName ? { documentId: ids[what] } : { query: what }
  return Array(share).fill({ name: isName ? what : 'text', document, variables })
})

function send(document, variables, token, name) {
  const headers = { 'Content-Type': 'application/json' }
  if (token) headers.Authorization = `Bearer ${token}`
  return http.post(url, JSON.stringify({ ...document, variables }), { headers, tags: { name, who: name === 'setup' ? name : 'customers' } })
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
  all.forEach(untilLive)
  return all
}

function untilLive(of) {
  const query = 'query Live($org: String!) { organization(slug: $org) { instances(first: 1) { nodes { status } } } }'
  for (let tries = 0; tries < 300; tries++) {
    const answer = send({ query }, { org: of.slug }, of.token, 'setup')
    if (answer.status === 200 && answer.json('data.organization.instances.nodes.0.status') === 'ACTIVE') return
    sleep(0.2)
  }
  fail(`the site of ${of.slug} is not live after a minute`)
}

const WHO = Object.entries(SHARES).flatMap(([who, share]) => Array(share).fill(__ENV.WHO || who))
const ASK = { browsers: aScript, visitors: theCatalogue, customers: theirPages }

export default function (all) {
  const number = exec.scenario.iterationInTest
  ASK[WHO[(number * 37) % WHO.length]](number, all)
}

/** Named by the hash of what is in it, so the edge keeps it. */
function aScript(number) {
  const answer = http.get(`${__ENV.CONSOLE_URL}/_next/static/chunks/${number % 40}.js`, { tags: { name: 'script', who: 'browsers' } })
  judge(answer, 'script', answer.status === 200 && answer.body.length > 1000)
}

/** The same for everybody. */
function theCatalogue() {
  const answer = http.get(`${url}?query=${encodeURIComponent(PUBLIC)}`, { tags: { name: 'catalogue', who: 'visitors' } })
  judge(answer, 'catalogue', answered(answer))
}

function theirPages(number, all) {
  const of = all[number % all.length]
  const { name, document, variables } = asked[(number * 37 + Math.floor(number / 100) * 7) % asked.length]
  const answer = send(document, variables ? variables(of) : {}, variables ? of.token : null, name)
  judge(answer, name, answered(answer))
}

function answered(answer) {
  return answer.status === 200 && !answer.body.includes('"errors"')
}

function judge(answer, name, isGood) {
  if (!check(answer, { answered: () => isGood })) {
    failed.add(1)
    console.error(`${name}: ${answer.status} ${answer.error} ${String(answer.body).slice(0, 300)}`)
  }
}
