import { type Counted, counted } from './counted'

type Props = {
  name: string
  list: Counted
  href: string
  /** What is not counted. */
  lacking?: string | undefined
}

/** How many there are of something that should not be, and the way to them. */
export async function CountCard({ name, list, href, lacking }: Props) {
  const some = list.nodes.length > 0
  return (
    <li>
      <a
        href={href}
        className={`grid h-full content-start gap-1 rounded-lg border bg-raised p-4 hover:bg-hover ${some ? 'border-danger' : 'border-line'}`}
      >
        <span
          className={`font-semibold text-2xl tabular-nums ${some ? 'text-danger' : lacking ? 'text-muted' : 'text-good'}`}
        >
          {await counted(list)}
        </span>
        <span>{name}</span>
        {lacking ? <span className="text-muted text-xs">{lacking}</span> : null}
      </a>
    </li>
  )
}
