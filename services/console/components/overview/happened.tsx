import { subjectLink } from '@/components/notification/subject-path'
import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { HappenedFragmentDoc } from '@/gql/graphql'
import { HappenedLine } from './happened-line'

type Props = { org: string; notification: FragmentType<typeof HappenedFragmentDoc> }

/** Something that happened, as the reader's feed tells it. */
export function Happened({ org, notification }: Props) {
  const { title, createdAt, subject } = readFragment(HappenedFragmentDoc, notification)
  return <HappenedLine text={title} at={createdAt} href={subjectLink(subject ?? null, org)?.href} />
}
