/** What a message may hold. */
export type Values = Record<string, string | number>

const PLACE = /\{(\w+)(?:, plural,((?:[^{}]|\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})*))?\}/g
const CASE = /(=\d+|zero|one|two|few|many|other) \{((?:[^{}]|\{[^{}]*\})*)\}/g

/**
 * A message of ICU's syntax as islands use it: `{name}` and `{count, plural, =0 {…} one {…} other {…}}` with `#`. The whole
 * of the syntax weighs 10 KB on every page; the server has it.
 */
export function format(message: string, values: Values, locale: string): string {
  return message.replace(PLACE, (whole, name: string, cases: string | undefined) => {
    const value = values[name]
    if (value === undefined) return whole
    if (cases === undefined) return String(value)
    const texts = new Map([...cases.matchAll(CASE)].map(([, key = '', text = '']) => [key, text]))
    const chosen = texts.get(`=${value}`) ?? texts.get(new Intl.PluralRules(locale).select(Number(value)))
    const text = (chosen ?? texts.get('other') ?? '').replaceAll(
      '#',
      new Intl.NumberFormat(locale).format(Number(value)),
    )
    return format(text, values, locale)
  })
}
