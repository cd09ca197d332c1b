import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { Icon } from '@/ui/icon'

/** The way to the feed, and how much of it is unread; where nobody knows that, the way alone. */
export async function Bell({ unread }: { unread: number | null }) {
  const t = await words('frame')
  const count = unread ?? 0
  return (
    <a
      href={paths.notifications()}
      aria-label={t('notifications', { count })}
      className="relative grid size-9 place-items-center rounded-md text-muted hover:bg-hover hover:text-ink"
    >
      <Icon name="bell" size={18} />
      {count > 0 ? (
        <span
          aria-hidden="true"
          className="absolute end-0 top-0 min-w-4.5 rounded-full bg-accent px-1 text-center font-medium text-[0.65rem] text-accent-ink leading-4.5"
        >
          {count > 99 ? '99' : count}
        </span>
      ) : null}
    </a>
  )
}
