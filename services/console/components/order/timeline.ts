import type { InstanceStatus, InvoiceStatus, OperationStatus, PaymentStatus } from '@/gql/graphql'

/** An event of the record that may tell of the order. Any number of others may be among them, in any order, repeated. */
export type OrderEvent = { id: string; type: string; subject: string; occurredAt: string; event: unknown }

type Operation = {
  id: string
  kind: string
  status: OperationStatus
  startedAt: string | null
  finishedAt: string | null
  requestId: string
  error: { code: string } | null
  steps: readonly { name: string; status: OperationStatus; startedAt: string | null; finishedAt: string | null }[]
}

type Instance = {
  id: string
  status: InstanceStatus
  createdAt: string
  /** The work on it, newest first. */
  operations: { nodes: readonly Operation[] }
}

/** An order as its invoice tells it. */
export type OrderFacts = {
  id: string
  status: InvoiceStatus
  createdAt: string
  issuedAt: string | null
  paidAt: string | null
  total: { amount: string }
  /** Newest first. */
  payments: readonly { id: string; status: PaymentStatus; createdAt: string; failureCode: string | null }[]
  subscriptions: readonly { id: string; instance: Instance | null }[]
}

/** Over; under way; to come; the reader's turn; gone wrong; not coming any more. */
export type StepState = 'done' | 'running' | 'waiting' | 'yours' | 'failed' | 'off'

export type StepName =
  | 'placed'
  | 'invoice'
  | 'declined'
  | 'pay'
  | 'paying'
  | 'confirm'
  | 'paid'
  | 'free'
  | 'voided'
  | 'writtenOff'
  | 'issued'
  | 'capacity'
  | 'work'
  | 'live'
  | 'credited'

export type Step = {
  key: string
  name: StepName
  state: StepState
  /** When it came to this state. */
  at: string | null
  /** How long it took, in milliseconds. */
  took: number | null
  /** What it was done to, such as `pay_…`. */
  about: string | null
  /** The name of an operation's step, such as `apply`. */
  code: string | null
  /** Why it failed, such as `card_declined`. */
  reason: string | null
  /** The request that asked for the work that failed: by it, support finds what happened. */
  requestId: string | null
  /** The event that told it, for who may read the record. */
  event: { id: string; type: string } | null
}

/** What one subscription of the order came to. */
export type Course = { subscription: string; steps: readonly Step[] }

export type Timeline = {
  /** Where the whole stands. */
  state: 'done' | 'running' | 'yours' | 'failed'
  /** Steps that are over, and all that there are; attempts that failed count as neither. */
  done: number
  of: number
  order: readonly Step[]
  courses: readonly Course[]
}

/** What making a site consists of, until its operation says so itself. */
const PLANNED = ['place', 'apply', 'verify']

/** The operations that lead to a running site; what comes after is not the order's. */
const MAKING = ['provision', 'repair']

/** The states of an instance that was made. */
const MADE: readonly InstanceStatus[] = ['ACTIVE', 'DEGRADED', 'UPDATING', 'SUSPENDED']

const PAYMENT = 'payment'

/** Whether a step decides how its site's course ends. */
const isEnd = ({ name }: Step) => name === 'live'

/**
 * The course of an order, from its invoice to the running sites. What is comes from the objects; when, and which event told
 * it, from the record where the reader may see it: neither the events' order nor their repetition matters, and one of an
 * unknown type says nothing.
 */
export function timeline(order: OrderFacts, events: readonly OrderEvent[] = []): Timeline {
  const told = teller(events)
  const over = order.status === 'VOID' || order.status === 'UNCOLLECTIBLE'
  const steps = orderSteps(order, told)
  const courses = order.subscriptions.map(({ id, instance }) => ({
    subscription: id,
    steps: instance ? courseSteps(id, instance, over, told) : unmade(id, over),
  }))
  const ends = [...steps.filter(({ key }) => key === PAYMENT), ...courses.flatMap(({ steps }) => steps.filter(isEnd))]
  const any = (state: StepState) => ends.some((step) => step.state === state)
  const finished = ends.every((step) => step.state === 'done')
  const state = any('failed') ? 'failed' : any('yours') ? 'yours' : finished ? 'done' : 'running'
  // Attempts that came to nothing are no part of the way.
  const way = [...steps, ...courses.flatMap((course) => course.steps)].filter(
    (step) => step.name !== 'declined' && (step.name !== 'work' || (step.state !== 'failed' && step.state !== 'off')),
  )
  return { state, done: way.filter((step) => step.state === 'done').length, of: way.length, order: steps, courses }
}

/** An order's invoice and what it led to, by id: what the record may tell its steps of. */
export function subjects({ id, payments, subscriptions }: OrderFacts): string[] {
  const instances = subscriptions.flatMap(({ instance }) => (instance ? [instance] : []))
  return [
    id,
    ...payments.map(({ id }) => id),
    ...instances.flatMap(({ id, operations }) => [id, ...untilMade(operations.nodes).map((operation) => operation.id)]),
  ]
}

function orderSteps(order: OrderFacts, told: Told): Step[] {
  const { id, createdAt, issuedAt, payments } = order
  const tries = [...payments].reverse()
  return [
    step('placed', 'done', {
      at: createdAt,
      event: told('billing.order.placed', (event) => dataOf(event).invoiceId === id),
    }),
    step('invoice', 'done', { at: createdAt, about: id, event: told('billing.invoice.created', of(id)) }),
    ...tries
      .filter(({ status }) => status === 'FAILED')
      .map((payment) => {
        const event = told('billing.payment.failed', of(payment.id))
        return step('declined', 'failed', {
          key: payment.id,
          at: event?.occurredAt ?? payment.createdAt,
          about: payment.id,
          reason: payment.failureCode,
          event,
        })
      }),
    payment(order, told),
    ...(issuedAt && order.status === 'PAID'
      ? [step('issued', 'done', { at: issuedAt, about: id, event: told('billing.invoice.issued', of(id)) })]
      : []),
  ]
}

/** The one step at which the order is paid, or is not. */
function payment({ id, status, paidAt, total, payments }: OrderFacts, told: Told): Step {
  const key = PAYMENT
  if (status === 'PAID') {
    const event = told('billing.invoice.paid', of(id))
    if (!/[1-9]/.test(total.amount)) return step('free', 'done', { key, at: paidAt, event })
    const about = payments.find((payment) => payment.status === 'SUCCEEDED')?.id ?? null
    return step('paid', 'done', { key, at: paidAt, about, event })
  }
  if (status === 'VOID') {
    const event = told('billing.invoice.voided', of(id))
    return step('voided', 'failed', { key, at: event?.occurredAt ?? null, event })
  }
  if (status === 'UNCOLLECTIBLE') return step('writtenOff', 'failed', { key })
  const waiting = payments.find((payment) => payment.status === 'PENDING' || payment.status === 'REQUIRES_ACTION')
  if (!waiting) return step('pay', status === 'OPEN' ? 'yours' : 'waiting', { key })
  const confirm = waiting.status === 'REQUIRES_ACTION'
  return step(confirm ? 'confirm' : 'paying', confirm ? 'yours' : 'running', {
    key,
    at: waiting.createdAt,
    about: waiting.id,
    event: told('billing.payment.created', of(waiting.id)),
  })
}

/** What is planned for a subscription that has not come to where instances are made. */
function unmade(subscription: string, over: boolean): Step[] {
  const state = over ? 'off' : 'waiting'
  return [
    step('capacity', state, { key: `${subscription} capacity` }),
    ...PLANNED.map((code) => step('work', state, { key: `${subscription} ${code}`, code })),
    step('live', state, { key: `${subscription} live` }),
  ]
}

function courseSteps(subscription: string, instance: Instance, over: boolean, told: Told): Step[] {
  const { id, status, createdAt } = instance
  const operations = untilMade(instance.operations.nodes)
  const made = operations.at(-1)?.status === 'SUCCEEDED'
  const gone = over || (!made && (status === 'TERMINATED' || status === 'TERMINATING'))
  const unfinished = gone || status === 'FAILED' ? 'off' : 'waiting'
  const capacity = step('capacity', over ? 'off' : 'done', {
    key: `${id} capacity`,
    at: createdAt,
    about: id,
    event: told('provisioning.instance.created', of(id)),
  })
  const work = operations.flatMap((operation) => operationSteps(operation, status === 'FAILED', told))
  const planned = PLANNED.map((code) => step('work', unfinished, { key: `${id} ${code}`, code }))
  return [
    capacity,
    ...(work.length > 0 ? work : planned),
    ...outcome(instance, { subscription, made, unfinished, operations, told }),
  ]
}

/** The operations up to the first that made it run, oldest first. */
function untilMade(newestFirst: readonly Operation[]): Operation[] {
  const making = newestFirst.filter(({ kind }) => MAKING.includes(kind)).reverse()
  const last = making.findIndex(({ status }) => status === 'SUCCEEDED')
  return last < 0 ? making : making.slice(0, last + 1)
}

const STATES = {
  QUEUED: 'waiting',
  RUNNING: 'running',
  SUCCEEDED: 'done',
  FAILED: 'failed',
  CANCELED: 'off',
} satisfies Record<OperationStatus, StepState>

/** Why an attempt failed is said at it; where it was the last one, at the outcome. */
function operationSteps({ id, requestId, steps, error }: Operation, last: boolean, told: Told): Step[] {
  return steps.map(({ name, status, startedAt, finishedAt }, at) =>
    step('work', STATES[status], {
      key: `${id} ${name}`,
      at: finishedAt ?? startedAt,
      took: startedAt && finishedAt ? Date.parse(finishedAt) - Date.parse(startedAt) : null,
      about: id,
      code: name,
      ...(status === 'FAILED' && !last && { reason: error?.code ?? null, requestId }),
      event:
        told('provisioning.operation.progressed', (event) => event.subject === id && dataOf(event).step === name) ??
        // The first step may be reached as the operation is made, which is told by that alone.
        (at === 0 ? told('provisioning.operation.created', of(id)) : null),
    }),
  )
}

type Made = { subscription: string; made: boolean; unfinished: StepState; operations: readonly Operation[]; told: Told }

/** Whether it runs; what could not be made and was paid for comes back as credit. */
function outcome({ id, status }: Instance, { subscription, made, unfinished, operations, told }: Made): Step[] {
  const key = `${id} live`
  if (status === 'FAILED') {
    const event = told('provisioning.instance.failed', of(id))
    const credit = told('billing.credit.granted', (event) => dataOf(event).sourceId === subscription)
    const at = event?.occurredAt ?? operations.at(-1)?.finishedAt ?? null
    const { error, requestId = null } = operations.findLast(({ error }) => error) ?? {}
    const failed = step('live', 'failed', { key, at, about: id, reason: error?.code ?? null, requestId, event })
    return credit
      ? [failed, step('credited', 'done', { key: `${id} credit`, at: credit.occurredAt, event: credit })]
      : [failed]
  }
  if (!made && !MADE.includes(status)) return [step('live', unfinished, { key, about: id })]
  const event = told('provisioning.instance.activated', of(id))
  const at = event?.occurredAt ?? operations.at(-1)?.finishedAt ?? null
  return [step('live', 'done', { key, at, about: id, event })]
}

type Told = (type: string, fits: (event: OrderEvent) => boolean) => OrderEvent | null

/** Finds the first event of a type, whatever its version. */
function teller(events: readonly OrderEvent[]): Told {
  const sorted = [...events].sort(
    (a, b) => Date.parse(a.occurredAt) - Date.parse(b.occurredAt) || (a.id < b.id ? -1 : 1),
  )
  return (type, fits) => sorted.find((event) => event.type.replace(/\.v\d+$/, '') === type && fits(event)) ?? null
}

function of(subject: string): (event: OrderEvent) => boolean {
  return (event) => event.subject === subject
}

/** An event's own part of its CloudEvent; nothing of it is certain. */
function dataOf({ event }: OrderEvent): Record<string, unknown> {
  const data = typeof event === 'object' && event !== null && 'data' in event ? event.data : undefined
  return typeof data === 'object' && data !== null ? { ...data } : {}
}

function step(name: StepName, state: StepState, more: Partial<Step>): Step {
  const { event = null } = more
  return {
    key: name,
    at: null,
    took: null,
    about: null,
    code: null,
    reason: null,
    requestId: null,
    ...more,
    name,
    state,
    event: event && { id: event.id, type: event.type },
  }
}
