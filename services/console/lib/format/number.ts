/** A number by the reader's rules, whole: an exact decimal stays text, and loses no digit. */
export function formatNumber(value: number | `${number}`, locale: string): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 20 }).format(value)
}
