import { expect, test } from 'vitest'
import { requestIdOf } from './request-id'

test('a request keeps the id that it came with', () => {
  expect(requestIdOf(new Headers({ 'x-request-id': 'edge-7.a_B' }))).toBe('edge-7.a_B')
})

test.each([undefined, '', 'no good', 'x'.repeat(65), 'a,b', '"><script>'])('%s is no id', (given) => {
  const headers = new Headers(given === undefined ? {} : { 'x-request-id': given })
  expect(requestIdOf(headers)).toMatch(/^[\da-f-]{36}$/)
})
