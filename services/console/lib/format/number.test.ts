import { expect, test } from 'vitest'
import { formatNumber } from './number'

test('a decimal keeps all its digits, in the reader’s way', () => {
  expect([formatNumber('7.7', 'en'), formatNumber('7.7', 'de')]).toEqual(['7.7', '7,7'])
  expect(formatNumber('0.12345678901', 'de')).toBe('0,12345678901')
  expect(formatNumber('19.00', 'en')).toBe('19')
  expect(formatNumber('9007199254740993.5', 'en')).toBe('9,007,199,254,740,993.5')
})

test('a count is grouped', () => {
  expect([formatNumber(12_345, 'en'), formatNumber(12_345, 'de')]).toEqual(['12,345', '12.345'])
})
