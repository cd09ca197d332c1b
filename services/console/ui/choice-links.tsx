type Props = { label: string; choices: readonly { label: string; href: string; current: boolean }[] }

/** One of a few, each an address of its own. */
export function ChoiceLinks({ label, choices }: Props) {
  if (choices.length < 2) return null
  return (
    <nav aria-label={label} className="inline-flex flex-wrap rounded-lg border border-line bg-raised p-1">
      {choices.map(({ label, href, current }) => (
        <a
          key={href}
          href={href}
          aria-current={current ? 'true' : undefined}
          data-scroll="keep"
          className="rounded-md px-3 py-1.5 text-muted hover:text-ink aria-[current]:bg-accent-soft aria-[current]:font-medium aria-[current]:text-accent"
        >
          {label}
        </a>
      ))}
    </nav>
  )
}
