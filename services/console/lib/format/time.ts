const [MINUTE, HOUR, DAY] = [60, 3_600, 86_400]

/**
 * `3 minutes ago`, `in 2 days`, `now` within a minute. Days are those of the reader's calendar: what lapses in 47 hours
 * does not lapse tomorrow. Months and years are lengths: `1 month ago` need not be last month.
 */
export function relative(at: string, now: number, locale: string, timeZone: string): string {
  const then = Date.parse(at)
  const seconds = (then - now) / 1_000
  const far = Math.abs(seconds)
  const say = (value: number, unit: Intl.RelativeTimeFormatUnit, numeric: 'auto' | 'always' = 'auto') =>
    new Intl.RelativeTimeFormat(locale, { numeric }).format(Math.trunc(value), unit)
  if (far < MINUTE) return say(0, 'second')
  if (far < HOUR) return say(seconds / MINUTE, 'minute')
  const days = far < DAY ? 0 : dayIn(timeZone, then) - dayIn(timeZone, now)
  // The day on which clocks go back has 25 hours.
  if (days === 0) return say(seconds / HOUR, 'hour')
  if (far < 30 * DAY) return say(days, 'day')
  if (far < 365 * DAY) return say(seconds / (30 * DAY), 'month', 'always')
  return say(seconds / (365 * DAY), 'year', 'always')
}

/** The number of the day that an instant belongs to in a time zone. */
function dayIn(timeZone: string, at: number): number {
  const digits = { year: 'numeric', month: '2-digit', day: '2-digit' } as const
  const parts = new Intl.DateTimeFormat('en-CA', { ...digits, timeZone }).formatToParts(at)
  const part = Object.fromEntries(parts.map(({ type, value }) => [type, value]))
  return Date.parse(`${part.year}-${part.month}-${part.day}`) / (DAY * 1_000)
}

/** `21 November 2026 at 10:32:07 CET` for British readers; who reads it decides about the form. */
export function absolute(at: string, locale: string, timeZone: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'long', timeZone }).format(new Date(at))
}

/** `21 Nov 2026` for British readers, `Nov 21, 2026` for American ones. */
export function day(at: string, locale: string, timeZone: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone }).format(new Date(at))
}

/** `10:32:07.123`: where the order of things counts. */
export function clock(at: string, locale: string, timeZone: string): string {
  const digits = { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 } as const
  return new Intl.DateTimeFormat(locale, { ...digits, hourCycle: 'h23', timeZone }).format(new Date(at))
}

/** `350 ms`, `1.4 sec`, `2 min 5 sec`, `3 hr 20 min`: rounded first, so that none is `60 sec`. */
export function duration(ms: number, locale: string): string {
  const unit = (value: number, unit: string) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 }).format(value)
  const [whole, tenths, seconds] = [Math.round(ms), Math.round(ms / 100), Math.round(ms / 1_000)]
  if (whole < 1_000) return unit(whole, 'millisecond')
  if (tenths < 600) return unit(tenths / 10, 'second')
  if (seconds < HOUR) return `${unit(Math.floor(seconds / MINUTE), 'minute')} ${unit(seconds % MINUTE, 'second')}`
  return `${unit(Math.floor(seconds / HOUR), 'hour')} ${unit(Math.floor((seconds % HOUR) / MINUTE), 'minute')}`
}
