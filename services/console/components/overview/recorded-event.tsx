import { eventWords } from '@/components/event/event-words'
import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { RecordedEventFragmentDoc } from '@/gql/graphql'
import { paths } from '@/lib/paths'
import { HappenedLine } from './happened-line'

type Props = { org: string; event: FragmentType<typeof RecordedEventFragmentDoc> }

/** Something that happened, as the organization's record tells it. */
export async function RecordedEvent({ org, event }: Props) {
  const { type, subject, occurredAt } = readFragment(RecordedEventFragmentDoc, event)
  const page = PAGES.get(subject.split('_', 1)[0] ?? '')
  return <HappenedLine text={await eventWords(type)} at={occurredAt} href={page?.(org, subject)} />
}

/** What has a page, by the beginning of its id. */
const PAGES = new Map([
  ['ins', paths.instance],
  ['inv', paths.invoice],
  ['whe', paths.webhook],
])
