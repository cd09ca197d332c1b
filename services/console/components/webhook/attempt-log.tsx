import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { AttemptLogFragmentDoc } from '@/gql/graphql'
import { duration } from '@/lib/format/time'
import { locale, words } from '@/lib/words/server'
import { Table } from '@/ui/table'
import { Time } from '@/ui/time'

/** Every attempt, the newest first: when, how long, and what came of it. */
export async function AttemptLog({ delivery }: { delivery: FragmentType<typeof AttemptLogFragmentDoc> }) {
  const { attemptLog } = readFragment(AttemptLogFragmentDoc, delivery)
  const t = await words('webhook')
  const language = await locale()
  return (
    <Table
      caption={t('delivery.log')}
      columns={[t('delivery.at'), t('delivery.answer'), { label: t('delivery.took'), end: true }, t('delivery.error')]}
    >
      {attemptLog.toReversed().map(({ at, error, latencyMs, responseStatus }) => (
        <tr key={at}>
          <th scope="row">
            <Time at={at} />
          </th>
          <td className="whitespace-nowrap tabular-nums">{responseStatus ?? t('delivery.none')}</td>
          <td className="whitespace-nowrap text-end tabular-nums">{duration(latencyMs, language)}</td>
          <td>
            <div className="min-w-40 break-words">{error ?? t('delivery.fine')}</div>
          </td>
        </tr>
      ))}
    </Table>
  )
}
