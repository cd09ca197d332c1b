/** The languages that the console speaks. */
export const LANGUAGES = ['en', 'de'] as const
export type Language = (typeof LANGUAGES)[number]

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some((language) => language === value)
}

/** The first language of `Accept-Language` that we speak, by weight; English where there is none. */
export function preferred(header: string | null): Language {
  return (
    wanted(header)
      .map(({ language }) => language)
      .find((language) => isLanguage(language)) ?? 'en'
  )
}

/**
 * What dates, numbers and money are formatted by: the language, with the region of it that `Accept-Language` wants most.
 * Nothing else of a header is taken, and no region that `Intl` has no rules for: it must not bring digits or a calendar
 * of its own.
 */
export function localeOf(language: Language, header: string | null): string {
  const regional = wanted(header)
    .filter((range) => range.language === language && range.region)
    .map(({ region }) => `${language}-${region}`)
  return regional.find((locale) => new Intl.NumberFormat(locale).resolvedOptions().locale === locale) ?? language
}

/** The ranges of `Accept-Language` (RFC 9110, section 12.5.4), what is wanted most first. */
function wanted(header: string | null): Intl.Locale[] {
  return (header ?? '')
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [range = '', ...parameters] = part.trim().split(';')
      const weight = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith('q='))
      return { range: range.trim(), weight: weight ? Number(weight.slice(2)) || 0 : 1 }
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .flatMap(({ range }) => localeIn(range))
}

/** None for `*`, and for what is no language. */
function localeIn(range: string): Intl.Locale[] {
  try {
    return [new Intl.Locale(range)]
  } catch {
    return []
  }
}
