/** A filter without what a prefix in it says already: `billing.*` makes `billing.invoice.paid.v1` superfluous. */
export function shortened(filter: readonly string[]): string[] {
  const wanted = [...new Set(filter.filter((entry) => entry !== ''))]
  return wanted.filter((entry) => !wanted.some((other) => other !== entry && covers(other, entry)))
}

/** Whether all that fits `entry` fits `prefix` too. */
function covers(prefix: string, entry: string): boolean {
  return prefix.endsWith('.*') && entry.startsWith(prefix.slice(0, -1))
}
