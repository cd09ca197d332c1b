import { LinkButton } from './link-button'

type Props = {
  /** Already in the reader's language. */
  words: { previous: string; next: string; label: string }
  previous: string | undefined
  next: string | undefined
}

/** Two links. A list of one page has none. */
export function Pager({ words, previous, next }: Props) {
  if (!previous && !next) return null
  return (
    <nav aria-label={words.label} className="flex justify-end gap-2 print:hidden">
      {previous ? <LinkButton href={previous}>{words.previous}</LinkButton> : null}
      {next ? <LinkButton href={next}>{words.next}</LinkButton> : null}
    </nav>
  )
}
