import { firstPage, type Search } from '@/lib/paging'
import { Tabs } from '@/ui/tabs'

type Props<T extends string> = {
  /** What is picked here. */
  label: string
  /** The tab of the whole list. */
  all: string
  statuses: readonly T[]
  /** What a status is called. */
  word: (status: T) => string
  /** Of which status the list is; of all without. */
  current: T | undefined
  path: string
  search: Search
}

/** A list's statuses as tabs: all of it, and each of them. The rest of what the address says stays. */
export function StatusTabs<T extends string>({ label, all, statuses, word, current, path, search }: Props<T>) {
  const tabs = statuses.map((status) => ({
    href: firstPage(path, search, { status }),
    label: word(status),
    current: status === current,
  }))
  const whole = { href: firstPage(path, search, { status: undefined }), label: all, current: current === undefined }
  return <Tabs label={label} tabs={[whole, ...tabs]} />
}
