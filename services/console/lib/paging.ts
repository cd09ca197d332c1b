import { redirect } from 'next/navigation'

/** Rows of a page. */
const SIZE = 25

export type Search = Record<string, string | string[] | undefined>

/** Which end of a list its first page is. Lists come newest first. */
export const SORTS = ['newest', 'oldest'] as const
export type Sort = (typeof SORTS)[number]

/** What a page is asked for with. */
export type Page = { first?: number; after?: string; last?: number; before?: string; [OLDEST_FIRST]?: true }

/**
 * Marks what asks for a page of a list whose first page is the end of what the API has: by the cursor alone it looks like any
 * other. JSON knows no symbols, so it is not sent.
 */
const OLDEST_FIRST = Symbol('oldest first')

/** The order that an address names: `?sort=oldest`. Nonsense is the usual one. */
export function sortOf(search: Search): Sort {
  return search.sort === 'oldest' ? 'oldest' : 'newest'
}

/**
 * The page that an address names: `?after=…` or `?before=…`, as the list is shown. Nonsense is the first page. Oldest first,
 * the API's list is read from its end: what comes after stands before.
 */
export function pageOf(search: Search, sort: Sort = 'newest'): Page {
  const after = one(search.after)
  const before = after ? undefined : one(search.before)
  if (sort === 'newest') {
    if (after) return { first: SIZE, after }
    return before ? { last: SIZE, before } : { first: SIZE }
  }
  if (after) return { last: SIZE, before: after, [OLDEST_FIRST]: true }
  return before ? { first: SIZE, after: before, [OLDEST_FIRST]: true } : { last: SIZE, [OLDEST_FIRST]: true }
}

/** The same list from its beginning, where a cursor turned out to be none of its. */
export function fromTheStart<V extends Page>({ after: _after, before: _before, first, last, ...rest }: V) {
  const size = first ?? last
  return rest[OLDEST_FIRST] ? { ...rest, last: size } : { ...rest, first: size }
}

/**
 * What an address asks of a list of things in states: `?status=…`, one of those that can be picked or else all, the order and
 * the page. `asked` is what the API is asked with.
 */
export function listOf<T extends string>(search: Search, statuses: readonly T[]) {
  const sort = sortOf(search)
  const named = one(search.status)
  const status = statuses.find((known) => known === named)
  return { sort, status, asked: { statuses: status ? [status] : [], ...pageOf(search, sort) } }
}

/** What a page brought, in the order in which it is shown: the API answers newest first, from whichever end it reads. */
export function sorted<T>(nodes: readonly T[], sort: Sort): readonly T[] {
  return sort === 'oldest' ? nodes.toReversed() : nodes
}

/** The one text of a parameter, or nothing where there are several or it is too long to be one of ours. */
export function one(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= 500 ? value : undefined
}

/** The address of a list's first page with other filters or another order; all else that its address says stays. */
export function firstPage(path: string, search: Search, changes: Record<string, string | undefined> = {}): string {
  const said: Search = { ...search, after: undefined, before: undefined, ...changes }
  const query = new URLSearchParams(
    Object.entries(said).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
  return query.size > 0 ? `${path}?${query}` : path
}

/**
 * Leads from a page whose rows are all gone to the list's first page: it would say that there is nothing, and have no way
 * on. Going back does not lead there again.
 */
export function leaveEmptied(path: string, search: Search, rows: readonly unknown[]): void {
  if (rows.length === 0 && (one(search.after) ?? one(search.before))) redirect(firstPage(path, search), 'replace')
}

type PageInfo = { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null }

/** The addresses of the pages beside one, as the list is shown; filters stay. */
export function beside(
  path: string,
  search: Search,
  { hasNextPage, hasPreviousPage, startCursor, endCursor }: PageInfo,
  sort: Sort = 'newest',
): { previous: string | undefined; next: string | undefined } {
  const newer = hasPreviousPage ? startCursor : null
  const older = hasNextPage ? endCursor : null
  const [previous, next] = sort === 'newest' ? [newer, older] : [older, newer]
  return {
    previous: previous ? firstPage(path, search, { before: previous }) : undefined,
    next: next ? firstPage(path, search, { after: next }) : undefined,
  }
}
