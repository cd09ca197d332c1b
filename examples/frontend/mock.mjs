// HostingCo without HostingCo: answers every document that the schema allows, the same for the same seed. README.md has the
// switches. What it does not do: remember more than the fields that a mutation names, and refuse what the services would.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { addMocksToSchema, MockStore } from '@graphql-tools/mock'
import {
  buildSchema,
  execute,
  getNamedType,
  getNullableType,
  getOperationAST,
  GraphQLError,
  isEnumType,
  isLeafType,
  isListType,
  isObjectType,
  parse,
  subscribe,
  validate,
} from 'graphql'
import { BOOLEANS, DAYS, EFFECTS, NUMBERS, OBJECTS, PERMISSIONS, TEXTS } from './mock-data.mjs'

/** The day on which everything happens: what is made of a seed does not change over night. */
const TODAY = Date.parse('2026-11-21T12:00:00Z')
const DAY = 86_400_000
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz'
/** What a gateway under load answers, with `retryAfterMs` where the same may work later. */
const FAILURES = { UNAVAILABLE: 1_000, RATE_LIMITED: 2_000, DEADLINE_EXCEEDED: undefined, INTERNAL: undefined }

/** Numbers that are the same for the same text (FNV-1a, then mulberry32). */
function randomOf(text) {
  let state = 2166136261
  for (const character of text) state = Math.imul(state ^ character.codePointAt(0), 16777619)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const int = (from, to) => from + Math.floor(next() * (to - from + 1))
  const many = (count, of) => Array.from({ length: count }, of).join('')
  return {
    next,
    int,
    of: (list) => list[int(0, list.length - 1)],
    hex: (count) => many(count, () => int(0, 15).toString(16)),
    id: () => `01${many(24, () => DIGITS[int(0, 31)])}`,
  }
}

/** Makes every value of what it belongs to and of nothing else: whoever asks first, and for what, the answer is the same. */
class SeededStore extends MockStore {
  at = { typeName: '', key: '', fieldName: '' }
  seed = ''
  random = randomOf('')

  getImpl(args) {
    if (args.fieldName) this.stand(args.typeName, args.key, args.fieldName)
    return super.getImpl(args)
  }

  stand(typeName, key, fieldName) {
    this.at = { typeName, key, fieldName }
    this.random = randomOf(`${this.seed} ${typeName} ${key} ${fieldName}`)
  }

  generateFieldValue(typeName, fieldName, ...more) {
    return /^(viewerP|p)ermissions$/.test(fieldName)
      ? PERMISSIONS
      : super.generateFieldValue(typeName, fieldName, ...more)
  }

  generateKeyForType(typeName) {
    const field = this.schema.getType(typeName)?.getFields().id
    return field ? idOf(field, this.random) : this.random.id()
  }
}

/** The schema's descriptions say which prefix an id has: "The id, `ins_…`." */
function prefixOf(field) {
  return /`([a-z]+_)…`/.exec(field?.description ?? '')?.[1]
}

function idOf(field, random) {
  const prefix = prefixOf(field)
  return prefix ? prefix + random.id() : `billing/${random.int(1, 99)}` // a dead letter
}

const refusal = (code, message, retryAfterMs) =>
  new GraphQLError(message, { extensions: { code, ...(retryAfterMs && { retryAfterMs }) } })

/** A schema that answers. `live` is the pause between two events of a subscription, in milliseconds. */
export function mocked(sdl, { seed = '1', live = 5_000 } = {}) {
  const schema = buildSchema(sdl)
  const types = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__'))
  const objects = types.filter(isObjectType)
  const roots = {
    query: schema.getQueryType(),
    mutation: schema.getMutationType(),
    subscription: schema.getSubscriptionType(),
  }
  const byPrefix = new Map(objects.map((type) => [prefixOf(type.getFields().id) ?? '', type.name]))
  byPrefix.delete('')
  const store = new SeededStore({ schema, mocks: {} })
  store.seed = String(seed)

  const typed = (id) => byPrefix.get(/^[a-z]+_/.exec(String(id))?.[0])
  const existing = (id) => (typed(id) ? store.get(typed(id), String(id)) : undefined)
  const another = (typeName, text) =>
    store.get(typeName, idOf(schema.getType(typeName).getFields().id, randomOf(`${seed} ${text}`)))
  // Random values, which only depend on the field for which they are made.
  const field = (table, otherwise) => {
    const { typeName, fieldName } = store.at
    const make = table[`${typeName}.${fieldName}`] ?? table[fieldName]
    return make === undefined ? otherwise(fieldName) : typeof make === 'function' ? make(store.random) : make
  }
  const made = () => TODAY - randomOf(`${seed} ${store.at.typeName} ${store.at.key}`).int(31, 90) * DAY
  const when = (at) => new Date(at).toISOString().replace(/\.\d+/, '')

  Object.assign(store.mocks, {
    ID: () => idOf(schema.getType(store.at.typeName).getFields()[store.at.fieldName], store.random),
    String: () => field(TEXTS, (name) => `${name} ${store.random.int(1, 99)}`),
    Int: () => field(NUMBERS, () => store.random.int(1, 20)),
    BigInt: () => field(NUMBERS, () => store.random.int(1, 2_000)),
    Float: () => field(NUMBERS, () => store.random.next()),
    Boolean: () => field(BOOLEANS, () => store.random.next() < 0.5),
    Decimal: () => field({ quantity: '1', rate: '19' }, () => (store.random.int(400, 9_900) / 100).toFixed(2)),
    CurrencyCode: () => 'EUR',
    JSON: () => ({ [store.random.of(['from', 'to'])]: store.random.int(1, 9) }),
    DateTime: () => {
      const [, days = 0] = DAYS.find(([name]) => name.test(store.at.fieldName)) ?? []
      return days === null ? null : when(made() + days * DAY)
    },
    Node: () => ({ __typename: 'Instance' }),
    // Tokens end as the clock says, or a client would trade them again and again.
    Tokens: () => ({ expiresAt: when(Date.now() + 300_000), accessToken: `mock.${store.random.id()}` }),
  })
  for (const [type, make] of Object.entries(OBJECTS)) {
    // By its id alone: all of its fields are made at once, whichever of them is asked for first.
    store.mocks[type] = () => make(randomOf(`${seed} ${store.at.key}`), (days) => when(made() + days * DAY))
  }
  for (const type of types.filter(isEnumType)) {
    const values = type.getValues().map(({ value }) => value)
    // Most of what one sees is well.
    const good = values.filter((value) => ['ACTIVE', 'SUCCEEDED', 'LIVE', 'SITE', 'MONTH', 'OWNER'].includes(value))
    store.mocks[type.name] = () => store.random.of([...values, ...good, ...good, ...good, ...good])
  }

  /** The entries of a list; each knows whose it is. */
  const entries = (parent, fieldName, typeName) => {
    const random = randomOf(`${seed} ${parent.typeName} ${parent.key} ${fieldName}`)
    const type = schema.getType(typeName)
    const owner = Object.values(type.getFields()).find((each) => getNamedType(each.type).name === parent.typeName)
    return Array.from({ length: random.int(3, 30) }, () => {
      const entry = store.get(typeName, idOf(type.getFields().id, random))
      if (owner && !isListType(owner.type)) store.set(entry, owner.name, { $ref: parent })
      return entry
    })
  }
  const connection =
    (typeName) =>
    (source, { first, after, last, before }, _, { fieldName, parentType }) => {
      const all = entries(source?.$ref ?? { typeName: parentType.name, key: 'ROOT' }, fieldName, typeName)
      const place = (cursor) => Number(Buffer.from(cursor, 'base64url').toString())
      const from = after ? place(after) + 1 : 0
      const to = before ? place(before) : all.length
      const start = last && !first ? Math.max(from, to - last) : from
      const nodes = all.slice(start, Math.min(to, start + (first ?? last ?? 20)))
      const cursor = (at) => Buffer.from(String(start + at)).toString('base64url')
      const edges = nodes.map((node, at) => ({ node, cursor: cursor(at) }))
      const pageInfo = {
        hasPreviousPage: start > 0,
        hasNextPage: start + nodes.length < all.length,
        startCursor: edges.at(0)?.cursor ?? null,
        endCursor: edges.at(-1)?.cursor ?? null,
      }
      return { nodes, edges, pageInfo }
    }

  const resolvers = {}
  const resolve = (type, fieldName, how) => {
    resolvers[type] = { ...resolvers[type], [fieldName]: how }
  }
  for (const type of objects.filter((type) => !Object.values(roots).slice(1).includes(type))) {
    for (const each of Object.values(type.getFields())) {
      const [, entry] = /^(\w+)Connection$/.exec(getNamedType(each.type).name) ?? []
      if (entry) resolve(type.name, each.name, connection(entry))
    }
  }
  const ofViewer = (_, args, { token }, info) => {
    if (!token) throw refusal('UNAUTHENTICATED', 'Sign in first.')
    return store.get(info.parentType.name, 'ROOT', info.fieldName, args)
  }
  for (const name of ['viewer', 'organization', 'staff']) resolve(roots.query.name, name, ofViewer)
  resolve(roots.query.name, 'organization', (...asked) => {
    const { $ref } = store.get(roots.query.name, 'ROOT', 'viewer')
    const own = entries($ref, 'organizations', 'Organization').find((one) => store.get(one, 'slug') === asked[1].slug)
    const organization = own ?? ofViewer(...asked)
    store.set(organization, 'slug', asked[1].slug)
    return organization
  })
  resolve(roots.query.name, 'node', (_, { id }) => existing(id) ?? null)
  resolve(roots.query.name, 'nodes', (_, { ids }) => ids.map((id) => existing(id) ?? null))

  /** What a mutation answers in one field of its payload. */
  const written = (mutation, { name, type }, input, write) => {
    const of = getNamedType(type)
    const ids = Object.values(input).filter((value) => typeof value === 'string' && typed(value))
    if (isLeafType(of)) return of.name === 'ID' ? (ids[0] ?? null) : store.mocks[of.name]()
    if (!of.getFields().id) return store.get(of.name)
    const object = existing(ids.find((id) => typed(id) === of.name)) ?? another(of.name, `${mutation} ${write}`)
    // What was asked for is so from now on.
    for (const [key, value] of Object.entries({ ...input, ...EFFECTS[mutation]?.[name] })) {
      const field = of.getFields()[key]
      if (field && key !== 'id' && value != null && isLeafType(getNamedType(field.type))) store.set(object, key, value)
    }
    return isListType(getNullableType(type)) ? [object] : object
  }
  const wrongPassword = { code: 'INVALID_CREDENTIALS', message: 'E-mail or password is wrong.', field: null }
  let writes = 0
  for (const { name, type } of Object.values(roots.mutation.getFields())) {
    const fields = Object.values(getNamedType(type).getFields())
    resolve(roots.mutation.name, name, (_, { input = {} }) => {
      if (input.password === 'wrong') return { userErrors: [wrongPassword], user: null, tokens: null }
      writes += 1
      store.stand(name, String(writes), 'payload')
      const values = fields.map((each) => [each.name, written(name, each, input, writes)])
      return { ...Object.fromEntries(values), userErrors: [] }
    })
  }

  for (const { name, type } of Object.values(roots.subscription.getFields())) {
    const of = getNamedType(type).name
    resolve(roots.subscription.name, name, {
      resolve: (payload) => payload[name],
      subscribe: async function* (_, args) {
        const id = Object.values(args).find((value) => typed(value) === of)
        const sites = args.organizationId
          ? entries({ typeName: 'Organization', key: args.organizationId }, 'instances', 'Instance')
          : []
        for (let turn = 0; ; turn += 1) {
          await new Promise((wake) => setTimeout(wake, live))
          const site = sites[turn % Math.max(sites.length, 1)]
          if (site) store.set(site, 'status', turn % 2 ? 'ACTIVE' : 'UPDATING')
          if (of === 'Change')
            yield {
              [name]: { type: 'provisioning.instance.updated.v1', occurredAt: when(Date.now()), node: site ?? null },
            }
          else
            yield { [name]: existing(id) ?? (of === 'Instance' ? site : undefined) ?? another(of, `${name} ${turn}`) }
        }
      },
    })
  }
  return addMocksToSchema({ schema, store, resolvers })
}

/** The server; `failing` is the share of requests that fail. */
export function server({ sdl, seed = '1', latency = 0, failing = 0, live = 5_000, manifest = {} }) {
  const schema = mocked(sdl, { seed, live })
  const failures = randomOf(`${seed} failures`)
  return createServer(async (request, response) => {
    const header = (name) => request.headers[name]
    const requestId = header('x-request-id') ?? crypto.randomUUID()
    response.setHeader('x-request-id', requestId)
    if (/^https?:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/.test(header('origin') ?? '')) {
      response.setHeader('access-control-allow-origin', header('origin')).setHeader('vary', 'origin')
      response.setHeader('access-control-allow-headers', header('access-control-request-headers') ?? '*')
      response.setHeader('access-control-expose-headers', 'x-request-id, retry-after')
    }
    const url = new URL(request.url, 'http://localhost')
    if (request.method === 'OPTIONS') return response.writeHead(204).end()
    if (url.pathname === '/schema.graphql')
      return response.setHeader('content-type', 'text/plain; charset=utf-8').end(sdl)
    if (url.pathname !== '/graphql') return response.writeHead(404).end()

    await new Promise((wake) => setTimeout(wake, Number(header('x-mock-latency') ?? latency)))
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    const streamed = header('accept')?.includes('text/event-stream')
    const answer = (result) =>
      JSON.stringify({
        ...result,
        ...(result.errors && { errors: result.errors.map((error) => finished(error, requestId)) }),
      })
    const single = (result, status = 200) => {
      if (!streamed)
        return response.writeHead(status, { 'content-type': 'application/graphql-response+json' }).end(answer(result))
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      return response.end(`event: next\ndata: ${answer(result)}\n\nevent: complete\ndata:\n\n`)
    }
    try {
      const forced = header('x-mock-error')
      if (forced || failures.next() < Number(header('x-mock-errors') ?? failing)) {
        const code = forced ?? failures.of(Object.keys(FAILURES))
        return single({ errors: [refusal(code, 'The mock was told to fail.', FAILURES[code])] })
      }
      const { query, documentId, variables: variableValues, operationName } = await asked(request, url)
      const text = query ?? manifest[documentId]
      if (!text) return single({ errors: [refusal('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound')] }, 400)
      const document = parse(text)
      const errors = validate(schema, document)
      if (errors.length > 0) return single({ errors }, 400)
      const contextValue = { token: header('authorization') }
      const args = { schema, document, variableValues, operationName, contextValue }
      if (getOperationAST(document, operationName)?.operation !== 'subscription') return single(await execute(args))
      const results = await subscribe(args)
      if (!(Symbol.asyncIterator in results)) return single(results)
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(':\n\n')
      for await (const result of results) {
        if (gone.signal.aborted) break
        response.write(`event: next\ndata: ${answer(result)}\n\n`)
      }
    } catch (error) {
      if (!gone.signal.aborted)
        single({ errors: [error instanceof GraphQLError ? error : refusal('BAD_USER_INPUT', String(error))] }, 400)
    }
  })
}

/** As the gateway does: every error has a code and the request's id. */
function finished(error, requestId) {
  const { message, path, locations, extensions } = error.toJSON()
  const inside = error.originalError && !(error.originalError instanceof GraphQLError)
  return {
    message,
    path,
    locations,
    extensions: { code: inside ? 'INTERNAL' : 'BAD_USER_INPUT', ...extensions, requestId },
  }
}

/** What is asked for, as JSON, in a multipart request (whose files are left aside), or in the address. */
async function asked(request, url) {
  if (request.method === 'GET') {
    const { variables, ...rest } = Object.fromEntries(url.searchParams)
    return { ...rest, variables: variables && JSON.parse(variables) }
  }
  const body = new Response(request, { headers: { 'content-type': request.headers['content-type'] ?? '' } })
  return request.headers['content-type']?.startsWith('multipart/')
    ? JSON.parse((await body.formData()).get('operations'))
    : body.json()
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const text = (value) => ({ type: 'string', default: value })
  const { values } = parseArgs({
    options: {
      port: text('4010'),
      seed: text('1'),
      latency: text('0'),
      errors: text('0'),
      live: text('5'),
      schema: text(join(import.meta.dirname, '../../services/gateway/schema.graphql')),
      documents: text(join(import.meta.dirname, 'src/gql/persisted-documents.json')),
    },
  })
  const mock = server({
    sdl: /^https?:/.test(values.schema)
      ? await (await fetch(values.schema)).text()
      : readFileSync(values.schema, 'utf8'),
    manifest: JSON.parse(readFileSync(values.documents, 'utf8')),
    seed: values.seed,
    latency: Number(values.latency),
    failing: Number(values.errors),
    live: Number(values.live) * 1_000,
  })
  mock.listen(Number(values.port), () =>
    console.log(`A mock of HostingCo: http://localhost:${mock.address().port}/graphql, seed ${values.seed}`),
  )
}
