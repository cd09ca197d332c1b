import { expect, test } from 'vitest'
import { formatBytes } from './bytes'

test('sizes go by powers of 1,000, with one digit behind the point', () => {
  expect(formatBytes(0, 'en')).toBe('0 bytes')
  expect(formatBytes(999, 'en')).toBe('999 bytes')
  expect(formatBytes('1440000', 'en')).toBe('1.4 MB')
  expect(formatBytes(1_440_000, 'de')).toBe('1,4 MB')
  expect(formatBytes(1e15, 'de')).toBe('1.000 TB')
})

test('a size is rounded before its unit is chosen', () => {
  expect(formatBytes(999_940, 'en')).toBe('999.9 kB')
  expect(formatBytes(999_960, 'en')).toBe('1 MB')
})
