import { keptAt } from '../offline/kept'

/**
 * Who listens so soon after the page came has just read it, and took no stream over from another tab. Not so where the
 * page was kept from before.
 */
const FRESH_MS = 1_000

/** Until when what is shown of an organization, or of the feed alone, need not be read again. */
const fresh = new Map<string | null, number>()

/** Until when a page that listens from now on need not be read again. */
export function freshUntil(): number {
  return keptAt() === null ? Date.now() + FRESH_MS : 0
}

/** A tab that listens has just read. */
export function justRead(organization: string | null, until: number): void {
  fresh.set(organization, until)
}

/** Whether who listens to it has just read it. */
export function isFresh(organization: string | null): boolean {
  return (fresh.get(organization) ?? 0) >= Date.now()
}
