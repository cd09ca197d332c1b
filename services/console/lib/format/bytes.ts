const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** `1.4 MB`, by powers of 1,000 like the plans' limits. What is written as 1,000 of a unit is 1 of the next. */
export function formatBytes(bytes: string | number, locale: string): string {
  let value = Number(bytes)
  let unit = 0
  while (Math.round(value * 10) >= 10_000 && unit < UNITS.length - 1) {
    value /= 1_000
    unit += 1
  }
  const digits = unit === 0 ? 0 : 1
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: UNITS[unit] ?? 'byte',
    unitDisplay: unit === 0 ? 'long' : 'short',
    maximumFractionDigits: digits,
  }).format(value)
}
