import { expect, test } from 'vitest'
import { format } from './format'

test('places are filled, and what is not given stays to be seen', () => {
  expect(format('Request {id} of {who}', { id: 'r1' }, 'en')).toBe('Request r1 of {who}')
})

test('a plural chooses by the exact number, then by the language', () => {
  const message = '{count, plural, =0 {Nothing} one {# file} other {# files}} sent to {who}'
  const said = [0, 1, 2_000].map((count) => format(message, { count, who: 'ada' }, 'en'))
  expect(said).toEqual(['Nothing sent to ada', '1 file sent to ada', '2,000 files sent to ada'])
})

test('what a value looks like is never taken for a place', () => {
  expect(format('Hello {name}', { name: '{count}', count: 1 }, 'en')).toBe('Hello {count}')
})

test('a place may stand inside of a case', () => {
  expect(format('{n, plural, one {{who} has # site} other {{who} has # sites}}', { n: 2, who: 'Ada' }, 'de')).toBe(
    'Ada has 2 sites',
  )
})
