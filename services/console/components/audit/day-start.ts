/** When a day, `2026-11-21`, begins in a time zone, as an instant; nothing where it is no day. */
export function dayStart(day: string, timeZone: string, later = 0): string | undefined {
  if (!/^[12]\d{3}-\d{2}-\d{2}$/.test(day)) return undefined
  const wanted = Date.parse(`${day}T00:00:00Z`)
  // The 31st of February would be the 3rd of March.
  if (Number.isNaN(wanted) || !new Date(wanted).toISOString().startsWith(day)) return undefined
  const wall = wanted + later * 86_400_000
  // The offset at the first guess may be that of the other side of a change of clocks: the second look is right.
  const guess = wall - offset(wall, timeZone)
  return new Date(wall - offset(guess, timeZone)).toISOString()
}

/** How far the zone's clocks are ahead of UTC at an instant, in milliseconds. */
function offset(at: number, timeZone: string): number {
  const digits = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const
  const format = new Intl.DateTimeFormat('en-CA', { ...digits, second: '2-digit', hourCycle: 'h23', timeZone })
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
  return Date.parse(`${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}Z`) - at
}
