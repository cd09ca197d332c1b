import { expect, test } from 'vitest'
import { typedIn } from './typed-in'

function formOf(fields: readonly [string, string | Blob][]): FormData {
  const form = new FormData()
  for (const [name, value] of fields) form.append(name, value)
  return form
}

test('what was typed comes back, every choice of several too', () => {
  const form = formOf([
    ['url', 'https://example.test/hook'],
    ['description', ''],
    ['eventTypes', 'billing.invoice.paid.v1'],
    ['eventTypes', 'billing.invoice.voided.v1'],
  ])
  expect(typedIn(form)).toEqual({
    url: 'https://example.test/hook',
    description: '',
    eventTypes: ['billing.invoice.paid.v1', 'billing.invoice.voided.v1'],
  })
})

test('secrets, files and what is React’s own do not come back', () => {
  const form = formOf([
    ['email', 'ada@example.test'],
    ['newPassword', 'correct horse'],
    ['token', 'secret'],
    ['logo', new Blob(['x'])],
    ['$ACTION_KEY', 'k1'],
  ])
  expect(typedIn(form)).toEqual({ email: 'ada@example.test' })
})
