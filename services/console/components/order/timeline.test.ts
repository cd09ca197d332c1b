import { expect, test } from 'vitest'
import { type OrderEvent, type OrderFacts, subjects, type Timeline, timeline } from './timeline'

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 21, 10, 0, seconds)).toISOString()

const ORDER: OrderFacts = {
  id: 'inv_1',
  status: 'OPEN',
  createdAt: at(0),
  issuedAt: null,
  paidAt: null,
  total: { amount: '5.83' },
  payments: [],
  subscriptions: [{ id: 'sub_1', instance: null }],
}

const INSTANCE = { id: 'ins_1', status: 'PENDING', createdAt: at(1), operations: { nodes: [] } } as const
const PAID = { status: 'PAID', paidAt: at(5), issuedAt: at(5) } as const
const STEPS = ['place', 'apply', 'verify'] as const

/** An operation of which so many steps are over. */
function operation(over: number, status: 'RUNNING' | 'SUCCEEDED' | 'FAILED', id = 'op_1') {
  const steps = STEPS.map((name, index) => ({
    name,
    status: index < over ? ('SUCCEEDED' as const) : index === over ? status : ('QUEUED' as const),
    startedAt: index <= over ? at(6 + index) : null,
    finishedAt: index < over ? at(7 + index) : null,
  }))
  const error = status === 'FAILED' ? { code: 'SITE_NOT_ANSWERING' } : null
  const finishedAt = status === 'RUNNING' ? null : at(20)
  return { id, kind: 'provision', status, startedAt: at(6), finishedAt, requestId: `request of ${id}`, error, steps }
}

function ordered(more: Partial<OrderFacts>, instance: object | null = INSTANCE): OrderFacts {
  return { ...ORDER, ...more, subscriptions: [{ id: 'sub_1', instance: instance as typeof INSTANCE | null }] }
}

function event(type: string, subject: string, seconds: number, data: object = {}, id = `evt_${type}`): OrderEvent {
  return { id, type, subject, occurredAt: at(seconds), event: { data } }
}

function said({ order, courses }: Timeline): string[] {
  const all = [...order, ...courses.flatMap(({ steps }) => steps)]
  return all.map(({ name, code, state }) => `${code ?? name} ${state}`)
}

test('a fresh order waits for its payment, and says what will follow', () => {
  const told = timeline(ordered({}, null))
  expect(told.state).toBe('yours')
  expect(said(told)).toEqual([
    'placed done',
    'invoice done',
    'pay yours',
    'capacity waiting',
    'place waiting',
    'apply waiting',
    'verify waiting',
    'live waiting',
  ])
})

test('a paid order follows the operation step by step', () => {
  const instance = { ...INSTANCE, status: 'PROVISIONING', operations: { nodes: [operation(1, 'RUNNING')] } }
  const told = timeline(ordered(PAID, instance))
  expect(told.state).toBe('running')
  expect(said(told).slice(2)).toEqual([
    'paid done',
    'issued done',
    'capacity done',
    'place done',
    'apply running',
    'verify waiting',
    'live waiting',
  ])
  expect(told.courses[0]?.steps.find(({ code }) => code === 'place')?.took).toBe(1_000)
})

test('a running site is the end, and later work on it is not the order’s', () => {
  const later = { ...operation(0, 'FAILED', 'op_2'), kind: 'deploy' }
  const instance = { ...INSTANCE, status: 'ACTIVE', operations: { nodes: [later, operation(3, 'SUCCEEDED')] } }
  const told = timeline(ordered(PAID, instance))
  expect(told.state).toBe('done')
  expect(told.done).toBe(told.of)
  expect(said(told).at(-1)).toBe('live done')
})

test('a site that was terminated long after is still an order that was fulfilled', () => {
  const instance = { ...INSTANCE, status: 'TERMINATED', operations: { nodes: [operation(3, 'SUCCEEDED')] } }
  expect(timeline(ordered(PAID, instance)).state).toBe('done')
})

test('a declined card stays in the story, and does not make the order a failed one', () => {
  const payments = [
    { id: 'pay_2', status: 'SUCCEEDED', createdAt: at(4), failureCode: null },
    { id: 'pay_1', status: 'FAILED', createdAt: at(2), failureCode: 'card_declined' },
  ] as const
  const told = timeline(ordered({ ...PAID, payments }))
  expect(said(told).slice(2, 4)).toEqual(['declined failed', 'paid done'])
  expect(told.order[2]).toMatchObject({ reason: 'card_declined', about: 'pay_1', at: at(2) })
  expect(told.state).toBe('running')
})

test('a payment without an answer is under way, and one that needs a word is the reader’s turn', () => {
  const paying = (status: 'PENDING' | 'REQUIRES_ACTION') =>
    timeline(ordered({ payments: [{ id: 'pay_1', status, createdAt: at(2), failureCode: null }] }))
  expect(said(paying('PENDING'))[2]).toBe('paying running')
  expect(paying('PENDING').state).toBe('running')
  expect(said(paying('REQUIRES_ACTION'))[2]).toBe('confirm yours')
})

test('what costs nothing is not paid', () => {
  const told = timeline(ordered({ ...PAID, issuedAt: null, total: { amount: '0.00' } }))
  expect(said(told)[2]).toBe('free done')
})

test('a lapsed order says so, and nothing more is to come', () => {
  const told = timeline(ordered({ status: 'VOID' }), [event('billing.invoice.voided.v1', 'inv_1', 900)])
  expect(told.state).toBe('failed')
  expect(told.order[2]).toMatchObject({ name: 'voided', at: at(900) })
  expect(new Set(told.courses[0]?.steps.map(({ state }) => state))).toEqual(new Set(['off']))
})

test('a site that cannot be made says why, and what was paid comes back as credit', () => {
  const instance = { ...INSTANCE, status: 'FAILED', operations: { nodes: [operation(2, 'FAILED')] } }
  const told = timeline(ordered(PAID, instance), [
    event('provisioning.instance.failed.v1', 'ins_1', 21),
    event('billing.credit.granted.v1', 'led_1', 22, { sourceId: 'sub_1', reason: 'instance_failed' }),
    event('billing.credit.granted.v1', 'led_2', 22, { sourceId: 'sub_2', reason: 'instance_failed' }, 'evt_other'),
  ])
  expect(told.state).toBe('failed')
  const [failed, credited] = told.courses[0]?.steps.slice(-2) ?? []
  expect(failed).toMatchObject({ name: 'live', state: 'failed', at: at(21), reason: 'SITE_NOT_ANSWERING' })
  // Said once, where it ended.
  const requests = told.courses[0]?.steps.flatMap(({ requestId }) => requestId ?? [])
  expect(requests).toEqual(['request of op_1'])
  expect(credited).toMatchObject({ name: 'credited', event: { id: 'evt_billing.credit.granted.v1' } })
})

test('a second attempt after a failed one makes it a good order', () => {
  const repair = { ...operation(3, 'SUCCEEDED', 'op_2'), kind: 'repair' }
  const instance = { ...INSTANCE, status: 'ACTIVE', operations: { nodes: [repair, operation(1, 'FAILED')] } }
  const told = timeline(ordered(PAID, instance))
  expect(said(told).at(-1)).toBe('live done')
  expect(told.state).toBe('done')
  const failed = told.courses[0]?.steps.filter(({ state }) => state === 'failed')
  expect(failed).toMatchObject([{ code: 'apply', reason: 'SITE_NOT_ANSWERING', requestId: 'request of op_1' }])
})

test('events in any order, repeated, foreign or unknown tell the same', () => {
  const events = [
    event('billing.order.placed.v1', 'ord_1', 0, { invoiceId: 'inv_1' }),
    event('billing.order.placed.v1', 'ord_2', 0, { invoiceId: 'inv_2' }, 'evt_foreign'),
    event('billing.invoice.paid.v1', 'inv_1', 5),
    event('provisioning.operation.progressed.v1', 'op_1', 6, { step: 'place' }, 'evt_place'),
    event('provisioning.operation.progressed.v1', 'op_1', 7, { step: 'apply' }, 'evt_apply'),
    event('something.new.v9', 'inv_1', 3),
    { id: 'evt_odd', type: 'billing.order.placed.v1', subject: 'ord_3', occurredAt: at(0), event: null },
  ]
  const instance = { ...INSTANCE, status: 'PROVISIONING', operations: { nodes: [operation(1, 'RUNNING')] } }
  const facts = ordered(PAID, instance)
  const told = timeline(facts, events)
  expect(timeline(facts, [...events, ...events].reverse())).toEqual(told)
  expect(told.order[0]?.event).toEqual({ id: 'evt_billing.order.placed.v1', type: 'billing.order.placed.v1' })
  expect(told.courses[0]?.steps.map(({ event }) => event?.id)).toEqual([
    undefined,
    'evt_place',
    'evt_apply',
    undefined,
    undefined,
  ])
})

test('without the record the order is told all the same', () => {
  const instance = { ...INSTANCE, status: 'ACTIVE', operations: { nodes: [operation(3, 'SUCCEEDED')] } }
  const live = timeline(ordered(PAID, instance)).courses[0]?.steps.at(-1)
  expect(live).toMatchObject({ name: 'live', state: 'done', at: at(20), event: null })
})

test('the record is asked about what the order led to, and about no later work on the site', () => {
  const later = { ...operation(3, 'SUCCEEDED', 'op_2'), kind: 'deploy' }
  const instance = { ...INSTANCE, status: 'ACTIVE', operations: { nodes: [later, operation(3, 'SUCCEEDED')] } }
  const payments = [{ id: 'pay_1', status: 'SUCCEEDED', createdAt: at(4), failureCode: null }] as const
  expect(subjects(ordered({ ...PAID, payments }, instance))).toEqual(['inv_1', 'pay_1', 'ins_1', 'op_1'])
  expect(subjects(ordered({}, null))).toEqual(['inv_1'])
})
