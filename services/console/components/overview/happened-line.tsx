import { TextLink } from '@/ui/text-link'
import { Time } from '@/ui/time'

type Props = { text: string; at: string; href: string | undefined }

/** Something that happened, in a line. */
export function HappenedLine({ text, at, href }: Props) {
  const said = <bdi className="break-words">{text}</bdi>
  return (
    <li className="grid gap-0.5 py-2.5 first:pt-0 last:pb-0">
      <p className="min-w-0">{href ? <TextLink href={href}>{said}</TextLink> : said}</p>
      <p className="text-muted text-xs">
        <Time at={at} />
      </p>
    </li>
  )
}
