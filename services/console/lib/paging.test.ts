import { expect, test } from 'vitest'
import { beside, firstPage, fromTheStart, leaveEmptied, listOf, pageOf, sorted, sortOf } from './paging'

/** A list as the API keeps it, newest first, and a page of it as the API answers. */
const LIST = Array.from({ length: 60 }, (_, at) => `e${60 - at}`)

function answer({ first, after, last, before }: ReturnType<typeof pageOf>) {
  const from = after ? LIST.indexOf(after) + 1 : 0
  const to = before ? LIST.indexOf(before) : LIST.length
  const nodes = first ? LIST.slice(from, to).slice(0, first) : LIST.slice(from, to).slice(-(last ?? 0))
  const [start, end] = [nodes.at(0) ?? null, nodes.at(-1) ?? null]
  return {
    nodes,
    info: {
      hasNextPage: end !== null && end !== LIST.at(-1),
      hasPreviousPage: start !== null && start !== LIST[0],
      startCursor: start,
      endCursor: end,
    },
  }
}

/** What an address shows, and where its pager leads. */
function shown(address: string) {
  const [path = '', query = ''] = address.split('?')
  const search = Object.fromEntries(new URLSearchParams(query))
  const sort = sortOf(search)
  const { nodes, info } = answer(pageOf(search, sort))
  return { rows: sorted(nodes, sort), ...beside(path, search, info, sort) }
}

function through(address: string, way: 'next' | 'previous') {
  const pages = [shown(address)]
  for (let on = pages.at(-1)?.[way]; on !== undefined; on = pages.at(-1)?.[way]) pages.push(shown(on))
  return pages
}

for (const [sort, all] of [
  ['newest', LIST],
  ['oldest', LIST.toReversed()],
] as const) {
  test(`${sort} first, all pages together are the list, forth and back`, () => {
    const forth = through(`/list?sort=${sort}`, 'next')
    expect(forth.map(({ rows }) => rows.length)).toEqual([25, 25, 10])
    expect(forth.flatMap(({ rows }) => rows)).toEqual(all)
    expect(forth[0]?.previous).toBeUndefined()
    const second = shown(forth.at(-1)?.previous ?? '')
    expect(second.rows).toEqual(all.slice(25, 50))
    expect(shown(second.previous ?? '').rows).toEqual(all.slice(0, 25))
  })
}

test('the order is one of two; nonsense is the usual one', () => {
  expect(sortOf({ sort: 'oldest' })).toBe('oldest')
  for (const sort of [undefined, 'newest', 'OLDEST', '', ['oldest', 'oldest']]) expect(sortOf({ sort })).toBe('newest')
})

test('a cursor that no list gave leads to the first page, in either order', () => {
  for (const search of [{ after: 'x' }, { before: 'x' }]) {
    expect(fromTheStart({ org: 'o', ...pageOf(search) })).toEqual({ org: 'o', first: 25 })
    const asked = fromTheStart({ org: 'o', ...pageOf(search, 'oldest') })
    expect(JSON.parse(JSON.stringify(asked))).toEqual({ org: 'o', last: 25 })
  }
})

test('one of two cursors counts, and an empty or endless one is none', () => {
  expect(pageOf({ after: 'a', before: 'b' })).toEqual({ first: 25, after: 'a' })
  expect(pageOf({ after: '', before: 'b'.repeat(501) })).toEqual({ first: 25 })
  expect(pageOf({ after: ['a', 'b'] })).toEqual({ first: 25 })
})

test('a list is asked for one of its statuses or for all, with its order and page', () => {
  const list = (search: Record<string, string | string[]>) => listOf(search, ['OPEN', 'PAID'])
  expect(list({ status: 'PAID', sort: 'oldest', after: 'e1' })).toEqual({
    sort: 'oldest',
    status: 'PAID',
    asked: { ...pageOf({ after: 'e1' }, 'oldest'), statuses: ['PAID'] },
  })
  const all = { sort: 'newest', status: undefined, asked: { statuses: [], first: 25 } }
  for (const status of ['', 'paid', 'GONE', ['OPEN', 'PAID']]) expect(list({ status })).toEqual(all)
})

test('another order begins at the first page, and filters stay', () => {
  const search = { status: 'OPEN', after: 'e1' }
  expect(firstPage('/list', search, { sort: 'oldest' })).toBe('/list?status=OPEN&sort=oldest')
  expect(firstPage('/list', { ...search, sort: 'oldest' }, { sort: undefined })).toBe('/list?status=OPEN')
  expect(firstPage('/list', { before: 'e1' })).toBe('/list')
})

test('a page that is emptied leads to the first one, which is empty only with its list', () => {
  const led = (search: Record<string, string>, rows: string[]) => {
    try {
      leaveEmptied('/list', search, rows)
    } catch (error) {
      return String((error as { digest?: string }).digest)
    }
    return 'stays'
  }
  expect(led({ unread: '1', after: 'e1' }, [])).toContain(';/list?unread=1;')
  expect(led({ before: 'e1', sort: 'oldest' }, [])).toContain(';/list?sort=oldest;')
  expect(led({ after: 'e1' }, ['e0'])).toBe('stays')
  expect(led({ unread: '1', after: '' }, [])).toBe('stays')
})
