/** Views of one thing, each with an address of its own. */
export function Tabs({
  label,
  tabs,
}: {
  label: string
  tabs: readonly { href: string; label: string; current: boolean }[]
}) {
  return (
    <nav aria-label={label} className="mb-5 flex gap-1 overflow-x-auto border-line border-b print:hidden">
      {tabs.map((tab) => (
        <a
          key={tab.href}
          href={tab.href}
          aria-current={tab.current ? 'page' : undefined}
          className="-mb-px whitespace-nowrap border-transparent border-b-2 px-3 py-2 text-muted hover:text-ink aria-[current]:border-accent aria-[current]:text-ink"
        >
          {tab.label}
        </a>
      ))}
    </nav>
  )
}
