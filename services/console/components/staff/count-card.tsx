import { locale, words } from '@/lib/words/server'

type Props = {
  name: string
  /** The first of them, and whether there are more. */
  list: { nodes: readonly unknown[]; pageInfo: { hasNextPage: boolean } }
  href: string
}

/** How many there are of something that should not be, and the way to them. Not counted beyond what was read. */
export async function CountCard({ name, list, href }: Props) {
  const t = await words('staff')
  const count = new Intl.NumberFormat(await locale()).format(list.nodes.length)
  const some = list.nodes.length > 0
  return (
    <li>
      <a
        href={href}
        className={`grid h-full gap-1 rounded-lg border bg-raised p-4 hover:bg-hover ${some ? 'border-danger' : 'border-line'}`}
      >
        <span className={`font-semibold text-2xl tabular-nums ${some ? 'text-danger' : 'text-good'}`}>
          {list.pageInfo.hasNextPage ? t('moreThan', { count }) : count}
        </span>
        <span>{name}</span>
      </a>
    </li>
  )
}
