const YEAR_S = 31_536_000

/** Whether keys without a modifier do anything: who dictates, or presses keys unwillingly, can turn them off (WCAG 2.1.4). */
export function singleKeys(): boolean {
  return !document.cookie.split('; ').includes('keys=off')
}

/** Turns them off or on, in a cookie: what else a browser keeps goes when one logs out. */
export function chooseSingleKeys(on: boolean): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser
  document.cookie = `keys=off; path=/; max-age=${on ? 0 : YEAR_S}; samesite=lax; secure`
}
