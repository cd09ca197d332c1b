import { firstPage, type Search, SORTS, type Sort } from '@/lib/paging'
import { words } from '@/lib/words/server'
import { ChoiceLinks } from '@/ui/choice-links'

type Props = { path: string; search: Search; sort: Sort }

/** Which end of a list comes first: two addresses. Filters stay, and either begins at its first page. */
export async function ListSort({ path, search, sort }: Props) {
  const t = await words('pager')
  return (
    <div className="flex justify-end print:hidden">
      <ChoiceLinks
        label={t('sort')}
        choices={SORTS.map((known) => ({
          href: firstPage(path, search, { sort: known === 'newest' ? undefined : known }),
          label: t(known),
          current: known === sort,
        }))}
      />
    </div>
  )
}
