import { eventWords } from '@/components/event/event-words'
import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { LetterRowFragmentDoc } from '@/gql/graphql'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { TextLink } from '@/ui/text-link'
import { Time } from '@/ui/time'

/** An event that a service could not handle, in a line. */
export async function LetterRow({ letter }: { letter: FragmentType<typeof LetterRowFragmentDoc> }) {
  const { id, queue, eventType, subjectId, cause, deaths, lastDiedAt } = readFragment(LetterRowFragmentDoc, letter)
  const t = await words('staff.deadLetters')
  return (
    <tr>
      <th scope="row">
        <div className="grid min-w-40 max-w-72 gap-0.5 break-words">
          <TextLink href={paths.staffDeadLetter(id)}>{eventType ? await eventWords(eventType) : t('noType')}</TextLink>
          <code className="break-all font-mono text-muted text-xs">{queue}</code>
        </div>
      </th>
      <td className="max-w-96 break-words">
        <bdi>{cause}</bdi>
      </td>
      <td>{subjectId ? <code className="break-all font-mono text-xs">{subjectId}</code> : null}</td>
      <td className="text-end tabular-nums">{deaths}</td>
      <td>
        <Time at={lastDiedAt} />
      </td>
    </tr>
  )
}
