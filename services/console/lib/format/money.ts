/** Money by the reader's and the currency's rules. The amount stays text: a float would lose cents. */
export function formatMoney(amount: string, currency: string, locale: string): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency })
  return format.format(amount as `${number}`)
}
