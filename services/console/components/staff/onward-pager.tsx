import { beside } from '@/lib/paging'
import { words } from '@/lib/words/server'
import { Pager } from '@/ui/pager'

type Props = {
  path: string
  search: Parameters<typeof beside>[1]
  info: { hasNextPage: boolean; endCursor: string | null }
}

/** The pager of a list that is read one way: on, or to its beginning. Some lists of the staff take no `before`. */
export async function OnwardPager({ path, search, info }: Props) {
  const [t, pager] = [await words('staff'), await words('pager')]
  const { next } = beside(path, search, { ...info, hasPreviousPage: false, startCursor: null })
  const filters = Object.entries(search).filter(
    (entry): entry is [string, string] => entry[0] !== 'after' && typeof entry[1] === 'string',
  )
  const query = new URLSearchParams(filters).toString()
  const newest = query ? `${path}?${query}` : path
  return (
    <Pager
      words={{ label: pager('label'), previous: t('newest'), next: pager('next') }}
      previous={search.after ? newest : undefined}
      next={next}
    />
  )
}
