import { subjectLink } from '@/components/notification/subject-path'
import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { HappenedFragmentDoc } from '@/gql/graphql'
import { TextLink } from '@/ui/text-link'
import { Time } from '@/ui/time'

/** Something that happened, in a line. */
export function Happened({
  org,
  notification,
}: {
  org: string
  notification: FragmentType<typeof HappenedFragmentDoc>
}) {
  const { title, createdAt, subject } = readFragment(HappenedFragmentDoc, notification)
  const link = subjectLink(subject ?? null, org)
  const text = <bdi className="break-words">{title}</bdi>
  return (
    <li className="grid gap-0.5 py-2.5 first:pt-0 last:pb-0">
      <p className="min-w-0">{link ? <TextLink href={link.href}>{text}</TextLink> : text}</p>
      <p className="text-muted text-xs">
        <Time at={createdAt} />
      </p>
    </li>
  )
}
