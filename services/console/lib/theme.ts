/** The themes to choose from; `system` follows the machine. */
export type Theme = 'light' | 'dark' | 'system'

const YEAR_S = 31_536_000

/** Shows a theme at once and keeps it in a cookie, so that the next page is rendered in it. */
export function chooseTheme(theme: Theme): void {
  const root = document.documentElement
  if (theme === 'system') delete root.dataset.theme
  else root.dataset.theme = theme
  // biome-ignore lint/suspicious/noDocumentCookie: the server has to know it, and the Cookie Store API is not in every browser
  document.cookie = `theme=${theme}; path=/; max-age=${theme === 'system' ? 0 : YEAR_S}; samesite=lax; secure`
}
