// The mock answers what front ends ask: the documents of this example and of the console.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import {
  buildSchema,
  getOperationAST,
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isEnumType,
  parse,
  typeFromAST,
  validate,
} from 'graphql'
import { server } from './mock.mjs'

const read = (file) => readFileSync(join(import.meta.dirname, file), 'utf8')
const sdl = read('../../services/gateway/schema.graphql')
const schema = buildSchema(sdl)
const MANIFESTS = ['src/gql/persisted-documents.json', '../../services/console/gql/persisted-documents.json']

const mocks = []
let url

async function start(options) {
  const mock = server({ sdl, live: 20, ...options })
  mocks.push(mock)
  await new Promise((listening) => mock.listen(0, listening))
  return `http://localhost:${mock.address().port}`
}
async function ask(body, { at = url, ...headers } = {}) {
  const response = await fetch(`${at}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer mock', ...headers },
    body: JSON.stringify(body),
  })
  return response.json()
}

before(async () => {
  url = await start({})
})
after(() => {
  for (const mock of mocks) {
    mock.close()
    mock.closeAllConnections()
  }
})

/** Some value of a type. */
function some(type, name) {
  if (isNonNullType(type)) return some(type.ofType, name)
  if (isListType(type)) return [some(type.ofType, name)]
  const of = getNamedType(type)
  if (isEnumType(of)) return of.getValues()[0].name
  if (isInputObjectType(of)) {
    const needed = Object.values(of.getFields()).filter((field) => isNonNullType(field.type))
    return Object.fromEntries(needed.map((field) => [field.name, some(field.type, field.name)]))
  }
  if (of.name === 'ID')
    return `${{ organization: 'org', organizationId: 'org', invoiceId: 'inv' }[name] ?? 'ins'}_01m7yrk1qtehks1a12qpzcwzz8`
  return (
    { Int: 10, BigInt: 10, Float: 1, Boolean: true, DateTime: '2026-11-21T00:00:00Z', JSON: {}, Upload: null }[
      of.name
    ] ?? 'text'
  )
}

for (const manifest of MANIFESTS.filter((file) => existsSync(join(import.meta.dirname, file)))) {
  const documents = JSON.parse(read(manifest))
  for (const text of Object.values(documents)) {
    const document = parse(text)
    const operation = getOperationAST(document)
    test(`${manifest}: ${operation.name.value}`, async () => {
      assert.deepEqual(validate(schema, document), [])
      if (operation.operation === 'subscription') return
      const variables = Object.fromEntries(
        operation.variableDefinitions
          .filter(({ type }) => type.kind === 'NonNullType')
          .map(({ variable, type }) => [variable.name.value, some(typeFromAST(schema, type), variable.name.value)]),
      )
      const { data, errors } = await ask({ query: text, variables })
      assert.equal(errors, undefined, JSON.stringify(errors))
      assert.ok(data)
    })
  }
}

const LIST = `{ viewer { organizations(first: 1) { nodes { id name viewerPermissions
  instances(first: 2) { nodes { id name status createdAt organization { id } } edges { cursor } pageInfo { hasNextPage endCursor } }
  invoices { nodes { id status total { amount currency } tax { amount } subtotal { amount } amountDue { amount } lines { amount { amount } } } } } } } }`

test('ids have their prefixes, lists their entries, sums their parts', async () => {
  const { data } = await ask({ query: LIST })
  const [organization] = data.viewer.organizations.nodes
  assert.match(organization.id, /^org_[0-9a-z]{26}$/)
  assert.ok(organization.viewerPermissions.includes('billing.invoice.pay'))
  const { nodes, edges, pageInfo } = organization.instances
  assert.equal(nodes.length, 2)
  for (const { id, organization: of } of nodes) {
    assert.match(id, /^ins_[0-9a-z]{26}$/)
    assert.equal(of.id, organization.id)
  }
  assert.equal(edges[1].cursor, pageInfo.endCursor)
  assert.ok(organization.invoices.nodes.length > 2)
  for (const { id, total, tax, subtotal, lines } of organization.invoices.nodes) {
    assert.match(id, /^inv_/)
    assert.match(total.amount, /^\d+\.\d\d$/)
    const cents = ({ amount }) => Math.round(Number(amount) * 100)
    assert.equal(cents(subtotal) + cents(tax), cents(total))
    assert.equal(
      lines.reduce((sum, { amount }) => sum + cents(amount), 0),
      cents(subtotal),
    )
  }
})

test('a seed makes the same data, in whatever order it is asked for, and another seed other data', async () => {
  const [again, other] = await Promise.all([start({}), start({ seed: '2' })])
  await ask(
    {
      query:
        '{ plans { nodes { name } } viewer { organizations { nodes { invoices { nodes { tax { amount } status } } } } } }',
    },
    { at: again },
  )
  const answers = await Promise.all([url, again, other].map((at) => ask({ query: LIST }, { at })))
  assert.deepEqual(answers[0], answers[1])
  assert.notDeepEqual(answers[0], answers[2])
})

test('a list is read to its end, page by page', async () => {
  const page = (after) =>
    ask({
      query:
        'query ($after: String) { plans(first: 2, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }',
      variables: { after },
    })
  const found = []
  for (let after = null, more = true; more; ) {
    const { nodes, pageInfo } = (await page(after)).data.plans
    found.push(...nodes.map(({ id }) => id))
    ;({ endCursor: after, hasNextPage: more } = pageInfo)
  }
  assert.equal(new Set(found).size, found.length)
  assert.ok(found.length >= 3)
})

test('what a mutation writes is read afterwards', async () => {
  const { data } = await ask({ query: LIST })
  const { id } = data.viewer.organizations.nodes[0]
  const written = await ask({
    query: `mutation { updateOrganization(input: { organizationId: "${id}", name: "Meadow" }) { organization { id } userErrors { code } } }`,
  })
  assert.deepEqual(written.data.updateOrganization, { organization: { id }, userErrors: [] })
  assert.equal(
    (await ask({ query: `{ node(id: "${id}") { ... on Organization { name } } }` })).data.node.name,
    'Meadow',
  )
})

test('an organization is the same by its slug, and an order has its subscriptions', async () => {
  const { data } = await ask({ query: '{ viewer { organizations(first: 3) { nodes { id slug } } } }' })
  const [{ id, slug }] = data.viewer.organizations.nodes
  const found = await ask({ query: `{ organization(slug: "${slug}") { id slug } }` })
  assert.deepEqual(found.data.organization, { id, slug })
  const order =
    'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { subscriptions { id } userErrors { code } } }'
  const input = { organizationId: id, items: [], idempotencyKey: 'one' }
  const placed = await ask({ query: order, variables: { input } })
  assert.match(placed.data.placeOrder.subscriptions[0].id, /^sub_/)
})

test('errors come by switch, with a code and the id of the request', async () => {
  const [error] = (await ask({ query: LIST }, { 'x-mock-error': 'CONFLICT', 'x-request-id': 'mine' })).errors
  assert.deepEqual(error.extensions, { code: 'CONFLICT', requestId: 'mine' })
  const at = await start({ failing: 0.5 })
  const answers = await Promise.all(
    Array.from({ length: 40 }, () => ask({ query: '{ plans { nodes { id } } }' }, { at })),
  )
  const failed = answers.filter(({ errors }) => errors).length
  assert.ok(failed > 8 && failed < 32, `${failed} of 40`)
  const unknown = await ask({ query: '{ nothing }' })
  assert.equal(unknown.errors[0].extensions.code, 'BAD_USER_INPUT')
  const nobody = await ask({ query: '{ viewer { user { id } } }' }, { authorization: '' })
  assert.equal(nobody.errors[0].extensions.code, 'UNAUTHENTICATED')
  const wrong = await ask({
    query:
      'mutation { logIn(input: { email: "a@example.test", password: "wrong" }) { tokens { accessToken } userErrors { code } } }',
  })
  assert.equal(wrong.data.logIn.userErrors[0].code, 'INVALID_CREDENTIALS')
})

test('a document is known by its hash', async () => {
  const manifest = JSON.parse(read(MANIFESTS[0]))
  const [documentId] = Object.entries(manifest).find(([, text]) => text.includes('query Sites'))
  const at = await start({ manifest })
  assert.ok((await ask({ documentId }, { at })).data.viewer)
  const [error] = (await ask({ documentId: 'sha256:0' }, { at })).errors
  assert.equal(error.extensions.code, 'PERSISTED_QUERY_NOT_FOUND')
})

test('latency comes by switch', async () => {
  const begun = Date.now()
  await ask({ query: '{ plans { nodes { id } } }' }, { 'x-mock-latency': '200' })
  assert.ok(Date.now() - begun >= 195)
})

test('a page of this machine may ask, with its headers', async () => {
  const preflight = await fetch(`${url}/graphql`, {
    method: 'OPTIONS',
    headers: { origin: 'http://localhost:5173', 'access-control-request-headers': 'authorization' },
  })
  assert.equal(preflight.headers.get('access-control-allow-origin'), 'http://localhost:5173')
  assert.equal(
    (await fetch(`${url}/schema.graphql`, { headers: { origin: 'https://example.com' } })).headers.get(
      'access-control-allow-origin',
    ),
    null,
  )
})

test('introspection is on', async () => {
  const { data } = await ask({ query: '{ __schema { queryType { name } } }' })
  assert.equal(data.__schema.queryType.name, 'QueryRoot')
})

test('a subscription streams changes', async () => {
  const body = {
    query:
      'subscription { organizationChanged(organizationId: "org_01m7yrk1qtehks1a12qpzcwzz8") { type node { id } } }',
  }
  const stop = new AbortController()
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify(body),
    signal: stop.signal,
  })
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of response.body) {
    text += decoder.decode(chunk)
    if (text.split('event: next').length > 3) break
  }
  stop.abort()
  assert.match(text, /"type":"provisioning\.instance\.updated\.v1","node":\{"id":"ins_/)
})
