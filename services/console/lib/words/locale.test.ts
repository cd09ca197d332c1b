import { expect, test } from 'vitest'
import { formatMoney } from '@/lib/format/money'
import { day } from '@/lib/format/time'
import { localeOf, preferred } from './locale'

test('the language is the first that we speak, by weight', () => {
  expect(preferred('fr, de;q=0.5, en;q=0.8')).toBe('en')
  expect(preferred('de-AT,en;q=0.9')).toBe('de')
  expect(preferred('fr, *;q=0.5')).toBe('en')
  expect(preferred('en;q=0, de;q=0.1')).toBe('de')
  expect(preferred(null)).toBe('en')
})

test('the region is the one that is wanted most, of the language that is read', () => {
  expect(localeOf('en', 'en-US;q=0.8, en-GB')).toBe('en-GB')
  expect(localeOf('en', 'en, en-gb;q=0.9')).toBe('en-GB')
  expect(localeOf('de', 'en-GB, de-CH;q=0.5')).toBe('de-CH')
  expect(localeOf('de', 'en-GB, en;q=0.9')).toBe('de')
  expect(localeOf('en', null)).toBe('en')
})

test('a header brings a region and nothing else', () => {
  expect(localeOf('de', 'de-Latn-AT-1996-u-ca-buddhist-nu-thai-x-own')).toBe('de-AT')
  expect(localeOf('en', 'en-ZZ, en-AU;q=0.1')).toBe('en-AU')
  expect(localeOf('en', 'en-<script>, en_GB, -, en-GBR')).toBe('en')
})

test('dates and money follow the region', () => {
  const seen = (locale: string) => [day('2026-11-21T10:32:07Z', locale, 'UTC'), formatMoney('1234.50', 'EUR', locale)]
  expect(seen('en-GB')).toEqual(['21 Nov 2026', '€1,234.50'])
  expect(seen('en-US')).toEqual(['Nov 21, 2026', '€1,234.50'])
  expect(seen('de-DE')).toEqual(['21.11.2026', '1.234,50\u00a0€'])
  expect(seen('de-AT')).toEqual(['21.11.2026', '€\u00a01.234,50'])
})
