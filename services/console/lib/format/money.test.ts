import { expect, test } from 'vitest'
import { isZero } from './is-zero'
import { formatMoney } from './money'

/** As both languages write an amount. */
function written(amount: string, currency: string): string[] {
  return ['en', 'de'].map((locale) => formatMoney(amount, currency, locale))
}

test('an amount has as many digits as its currency', () => {
  expect(written('800', 'JPY')).toEqual(['¥800', '800\u00a0¥'])
  expect(written('1234.50', 'EUR')).toEqual(['€1,234.50', '1.234,50\u00a0€'])
  expect(written('1.234', 'KWD')).toEqual(['KWD\u00a01.234', '1,234\u00a0KWD'])
})

test('an amount that no float holds loses no cent', () => {
  expect(written('90071992547409.93', 'EUR')).toEqual(['€90,071,992,547,409.93', '90.071.992.547.409,93\u00a0€'])
  expect(formatMoney('900719925474099312345.67', 'EUR', 'en')).toBe('€900,719,925,474,099,312,345.67')
})

test('nothing is nothing in every currency', () => {
  const amounts = ['0', '0.00', '0.000', '0.001', '-0.01', '10.00']
  expect(amounts.filter((amount) => isZero({ amount }))).toEqual(['0', '0.00', '0.000'])
})
