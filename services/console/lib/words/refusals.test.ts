import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { en } from '@/messages/en'

const PAGES = join(import.meta.dirname, '../../../../docs/errors')

/** Where words of codes stand: those that mean the same everywhere, and those that a page says in its own way. */
const WORDED = [
  en.refusal,
  en.order.refused,
  en.staff.refused,
  en.resetPassword.errors,
  en.verifyEmail.errors,
  en.acceptInvitation.errors,
  en.island.deploy.problems,
]

/** What other clients may be told, and no page of the console: it sends nothing that these refuse. */
const OF_OTHERS = {
  'a page makes these itself': [
    'BAD_USER_INPUT',
    'IDEMPOTENCY_KEY_INVALID',
    'INVALID_FIELDS',
    'TOO_MANY',
    'TOO_MANY_IDS',
  ],
  'an order has one item': ['CURRENCIES_MIXED', 'ITEMS_INVALID'],
  'nonsense in an address is left out': [
    'ACTOR_INVALID',
    'AFTER_INVALID',
    'BEFORE_INVALID',
    'CURSOR_INVALID',
    'DAYS_INVALID',
    'ID_INVALID',
    'KIND_INVALID',
    'LIMIT_INVALID',
    'ORGANIZATION_INVALID',
    'PAGE_INVALID',
    'PERIOD_INVALID',
    'STATE_INVALID',
    'STATUS_INVALID',
    'SUBJECT_INVALID',
    'TEXT_INVALID',
    'TYPE_INVALID',
    'USER_INVALID',
  ],
  'choices of a list': ['TOPIC_UNKNOWN'],
  'the console has no tokens of its own, and no page for links of footers': [
    'REFRESH_TOKEN_INVALID',
    'UNSUBSCRIBE_TOKEN_INVALID',
  ],
  'replays have commands': ['QUEUE_INVALID', 'QUEUE_NOT_FOUND', 'RATE_INVALID', 'REPLAY_ENDED', 'TOO_MANY_REPLAYS'],
}

/** The codes of what a person can correct, as the documentation lists them. */
function correctable(): string[] {
  const texts = readdirSync(PAGES).map((name) => readFileSync(join(PAGES, name), 'utf8'))
  const parts = texts.flatMap((text) => text.split(/^### /m).slice(1))
  return parts.filter((part) => part.includes('`userErrors`')).map((part) => part.split('\n', 1)[0] ?? '')
}

test('what a person can correct is said in the reader’s language', () => {
  const worded = new Set([...WORDED.flatMap((words) => Object.keys(words)), ...Object.values(OF_OTHERS).flat()])
  const codes = correctable()
  expect(codes).toContain('EMAIL_TAKEN')
  expect(codes.filter((code) => !worded.has(code))).toEqual([])
})

test('what has words, and what is said to need none, is a code that there is', () => {
  const codes = new Set(correctable())
  expect(
    Object.values(OF_OTHERS)
      .flat()
      .filter((code) => !codes.has(code)),
  ).toEqual([])
})
