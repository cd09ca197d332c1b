/** Rows of a page. */
const SIZE = 25

type Search = Record<string, string | string[] | undefined>

/** The page that an address names: `?after=…` or `?before=…`. Nonsense is the first page. */
export function pageOf(search: Search): { first?: number; after?: string; last?: number; before?: string } {
  const after = one(search.after)
  if (after) return { first: SIZE, after }
  const before = one(search.before)
  return before ? { last: SIZE, before } : { first: SIZE }
}

/** The one text of a parameter, or nothing where there are several or it is too long to be one of ours. */
export function one(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= 500 ? value : undefined
}

type PageInfo = { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null }

/** The addresses of the pages beside one; filters stay. */
export function beside(
  path: string,
  search: Search,
  info: PageInfo,
): { previous: string | undefined; next: string | undefined } {
  const to = (name: 'after' | 'before', cursor: string | null) => {
    if (!cursor) return undefined
    const query = new URLSearchParams()
    for (const [key, value] of Object.entries(search)) {
      if (key !== 'after' && key !== 'before' && typeof value === 'string') query.set(key, value)
    }
    query.set(name, cursor)
    return `${path}?${query}`
  }
  return {
    previous: info.hasPreviousPage ? to('before', info.startCursor) : undefined,
    next: info.hasNextPage ? to('after', info.endCursor) : undefined,
  }
}
