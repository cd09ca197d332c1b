import { LinkButton } from './link-button'
import { Notice } from './notice'

type Props = {
  /** What was done. */
  children: string
  /** The way on. */
  href: string
  label: string
}

/** What stands in a form's place once it has done what it should. */
export function DoneNotice({ children, href, label }: Props) {
  return (
    <div className="grid justify-items-start gap-4">
      <Notice tone="good" live>
        {children}
      </Notice>
      <LinkButton href={href} tone="primary">
        {label}
      </LinkButton>
    </div>
  )
}
