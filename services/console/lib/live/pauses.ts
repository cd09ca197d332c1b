/** The first pauses between two looks, in milliseconds. */
const FIRST_PAUSES_MS = [1_000, 1_000, 2_000, 4_000, 8_000, 15_000]

/** All that follow. */
const LONGEST_PAUSE_MS = 30_000

/** How long to wait before the next look, in milliseconds, after so many. */
export function pauseAfter(looks: number): number {
  return FIRST_PAUSES_MS[looks] ?? LONGEST_PAUSE_MS
}
