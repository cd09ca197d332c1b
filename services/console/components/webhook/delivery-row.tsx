import { eventWords } from '@/components/event/event-words'
import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { DeliveryRowFragmentDoc } from '@/gql/graphql'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { TextLink } from '@/ui/text-link'
import { Time } from '@/ui/time'
import { DeliveryState } from './delivery-state'

type Props = { org: string; endpoint: string; delivery: FragmentType<typeof DeliveryRowFragmentDoc> }

/** One event on its way to an endpoint. */
export async function DeliveryRow({ org, endpoint, delivery }: Props) {
  const { id, eventType, status, attempts, responseStatus, createdAt } = readFragment(DeliveryRowFragmentDoc, delivery)
  const t = await words('webhook')
  return (
    <tr>
      <th scope="row">
        <div className="grid min-w-40">
          <span>
            <TextLink href={paths.delivery(org, endpoint, id)}>{await eventWords(eventType)}</TextLink>
          </span>
          <code className="break-all font-mono font-normal text-muted text-xs">{eventType}</code>
        </div>
      </th>
      <td>
        <DeliveryState status={status} />
      </td>
      <td className="text-end tabular-nums">{attempts}</td>
      <td className="whitespace-nowrap tabular-nums">
        {responseStatus ?? (attempts > 0 ? <span className="text-muted">{t('deliveries.none')}</span> : null)}
      </td>
      <td>
        <Time at={createdAt} />
      </td>
    </tr>
  )
}
