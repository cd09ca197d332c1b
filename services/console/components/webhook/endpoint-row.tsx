import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { EndpointRowFragmentDoc } from '@/gql/graphql'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { TextLink } from '@/ui/text-link'
import { Day } from '@/ui/time'
import { EndpointState } from './endpoint-state'

type Props = { org: string; endpoint: FragmentType<typeof EndpointRowFragmentDoc> }

/** One endpoint in the list. */
export async function EndpointRow({ org, endpoint: masked }: Props) {
  const endpoint = readFragment(EndpointRowFragmentDoc, masked)
  const { id, url, description, eventTypes, createdAt } = endpoint
  const t = await words('webhook')
  return (
    <tr>
      <th scope="row">
        <div className="grid min-w-48 max-w-md">
          <span className="break-all">
            <TextLink href={paths.webhook(org, id)}>{url}</TextLink>
          </span>
          <bdi className="break-words font-normal text-muted">{description}</bdi>
        </div>
      </th>
      <td>
        <EndpointState endpoint={endpoint} />
      </td>
      <td>{eventTypes.length === 0 ? t('everything') : t('countedEvents', { count: eventTypes.length })}</td>
      <td>
        <Day at={createdAt} />
      </td>
    </tr>
  )
}
