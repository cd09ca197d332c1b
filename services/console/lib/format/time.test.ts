import { expect, test } from 'vitest'
import { duration, relative } from './time'

const BERLIN = 'Europe/Berlin'

/** What a reader is told at one moment of another. */
function said(now: string, at: string, timeZone = 'UTC', locale = 'en'): string {
  return relative(at, Date.parse(now), locale, timeZone)
}

test('what is near is told by the clock', () => {
  const now = '2026-11-21T10:00:00Z'
  expect(said(now, '2026-11-21T10:00:59Z')).toBe('now')
  expect(said(now, '2026-11-21T09:59:01Z')).toBe('now')
  expect(said(now, '2026-11-21T09:57:00Z')).toBe('3 minutes ago')
  expect(said(now, '2026-11-21T12:59:59Z')).toBe('in 2 hours')
  expect(said(now, '2026-11-22T09:59:59Z')).toBe('in 23 hours')
  expect(said(now, '2026-11-20T13:00:00Z', 'UTC', 'de')).toBe('vor 21 Stunden')
})

test('what is 47 hours away is not tomorrow', () => {
  const now = '2026-11-21T10:00:00Z'
  expect(said(now, '2026-11-22T10:00:00Z')).toBe('tomorrow')
  expect(said(now, '2026-11-23T09:00:00Z')).toBe('in 2 days')
  expect(said(now, '2026-11-19T11:00:00Z')).toBe('2 days ago')
  expect(said(now, '2026-11-23T09:00:00Z', 'UTC', 'de')).toBe('übermorgen')
  expect(said(now, '2026-11-20T10:00:00Z', 'UTC', 'de')).toBe('gestern')
})

test('days are those of the reader’s time zone', () => {
  // 26 hours: over one midnight in London, over two in Auckland.
  const [now, at] = ['2026-11-21T10:30:00Z', '2026-11-22T12:30:00Z']
  expect(said(now, at, 'Europe/London')).toBe('tomorrow')
  expect(said(now, at, 'Pacific/Auckland')).toBe('in 2 days')
  expect(said(at, now, 'Europe/London')).toBe('yesterday')
  expect(said(at, now, 'Pacific/Auckland')).toBe('2 days ago')
})

test('a day on which the clocks are changed is a day', () => {
  // 29 March 2026 has 23 hours in Berlin, 25 October 25.
  expect(said('2026-03-28T11:00:00Z', '2026-03-29T11:00:00Z', BERLIN)).toBe('tomorrow')
  expect(said('2026-03-28T22:30:00Z', '2026-03-29T22:30:00Z', BERLIN)).toBe('in 2 days')
  expect(said('2026-10-24T22:10:00Z', '2026-10-25T22:40:00Z', BERLIN)).toBe('in 24 hours')
  expect(said('2026-10-24T10:00:00Z', '2026-10-25T11:00:00Z', BERLIN)).toBe('tomorrow')
})

test('months and years are whole ones', () => {
  const now = '2026-11-21T10:00:00Z'
  expect(said(now, '2026-12-20T10:00:00Z')).toBe('in 29 days')
  expect(said(now, '2026-09-23T10:00:00Z')).toBe('1 month ago')
  expect(said(now, '2026-09-22T10:00:00Z')).toBe('2 months ago')
  expect(said(now, '2026-09-23T10:00:00Z', 'UTC', 'de')).toBe('vor 1 Monat')
  expect(said(now, '2027-11-20T10:00:00Z')).toBe('in 12 months')
  expect(said(now, '2028-10-20T10:00:00Z')).toBe('in 1 year')
})

test('a duration is rounded before it is taken apart', () => {
  const took = (seconds: number, locale = 'en') => duration(seconds * 1_000, locale)
  expect([took(0.35), took(0.9994), took(0.9996), took(1.44)]).toEqual(['350 ms', '999 ms', '1 sec', '1.4 sec'])
  expect([took(59.94), took(59.96), took(119.4), took(119.6)]).toEqual([
    '59.9 sec',
    '1 min 0 sec',
    '1 min 59 sec',
    '2 min 0 sec',
  ])
  expect([took(3_599.6), took(10_800), took(12_059)]).toEqual(['1 hr 0 min', '3 hr 0 min', '3 hr 20 min'])
  expect([took(1.44, 'de'), took(125, 'de'), took(12_059, 'de')]).toEqual([
    '1,4 Sek.',
    '2 Min. 5 Sek.',
    '3 Std. 20 Min.',
  ])
})
