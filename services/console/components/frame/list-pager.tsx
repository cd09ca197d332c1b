import { beside } from '@/lib/paging'
import { words } from '@/lib/words/server'
import { Pager } from '@/ui/pager'

type Props = { path: string; search: Parameters<typeof beside>[1]; info: Parameters<typeof beside>[2] }

/** The pager of a list whose address is `path`, in the reader's words. */
export async function ListPager({ path, search, info }: Props) {
  const t = await words('pager')
  return (
    <Pager words={{ label: t('label'), previous: t('previous'), next: t('next') }} {...beside(path, search, info)} />
  )
}
