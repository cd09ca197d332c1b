import * as v from 'valibot'
import { afterEach, expect, test, vi } from 'vitest'
import { firstLost, Since } from './since'

afterEach(() => vi.useRealTimers())

test('a choice is an instant only when it is sent', () => {
  vi.useFakeTimers({ now: Date.parse('2026-11-23T12:00:00Z') })
  expect(v.parse(Since, 'hour')).toBe('2026-11-23T11:00:00.000Z')
  expect(v.parse(Since, 'week')).toBe('2026-11-16T12:00:00.000Z')
  vi.setSystemTime(Date.parse('2026-11-23T13:30:00Z'))
  expect(v.parse(Since, 'hour')).toBe('2026-11-23T12:30:00.000Z')
})

test('an instant stays as it is, and nonsense is refused', () => {
  expect(v.parse(Since, '2026-11-20T10:00:00.123456Z')).toBe('2026-11-20T10:00:00.123456Z')
  for (const wrong of ['', 'year', '1763899200']) expect(v.is(Since, wrong), wrong).toBe(false)
})

test('what was made before it began to fail may be lost too', () => {
  expect(firstLost('2026-11-20T10:00:00Z')).toBe('2026-11-19T04:00:00.000Z')
})
