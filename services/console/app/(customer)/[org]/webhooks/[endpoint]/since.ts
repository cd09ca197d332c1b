import * as v from 'valibot'

/** How many hours each choice goes back. */
const HOURS = { hour: 1, day: 24, week: 7 * 24, month: 30 * 24 } as const

/** For how many hours an event is tried at most, with all that waits vary by. */
const TRIED = 30

/**
 * Since when failed deliveries are sent again. An hour ago is one hour before it is sent, however long the page has stood
 * there; what is no such choice is an instant.
 */
export const Since = v.union([
  v.pipe(
    v.picklist(['hour', 'day', 'week', 'month']),
    v.transform((choice) => hoursBefore(Date.now(), HOURS[choice])),
  ),
  v.pipe(v.string(), v.isoTimestamp()),
])

/** Before this no delivery was made that an endpoint failing since then has lost: the first of them was tried for a while. */
export function firstLost(failingSince: string): string {
  return hoursBefore(Date.parse(failingSince), TRIED)
}

function hoursBefore(at: number, hours: number): string {
  return new Date(at - hours * 3_600_000).toISOString()
}
