import { beside, type Search, type Sort } from '@/lib/paging'
import { words } from '@/lib/words/server'
import { Pager } from '@/ui/pager'

type Props = {
  path: string
  search: Search
  info: Parameters<typeof beside>[2]
  sort?: Sort
  /** Which end of it the API begins with. */
  from?: Sort
}

/** The pager of a list whose address is `path`, in the reader's words. */
export async function ListPager({ path, search, info, from = 'newest', sort = from }: Props) {
  const t = await words('pager')
  // Its words are those of a list that is newest first.
  const [previous, next] = sort === 'newest' ? [t('previous'), t('next')] : [t('next'), t('previous')]
  return (
    <Pager
      words={{ label: t('label'), previous, next }}
      {...beside(path, search, info, sort === from ? 'newest' : 'oldest')}
    />
  )
}
