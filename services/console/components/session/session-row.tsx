import type { ReactNode } from 'react'
import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { SessionRowFragmentDoc } from '@/gql/graphql'
import { words } from '@/lib/words/server'
import { Badge } from '@/ui/badge'
import { Day, Time } from '@/ui/time'
import { deviceWords } from './device-words'

type Props = {
  session: FragmentType<typeof SessionRowFragmentDoc>
  /** What ends it, by the device's name; the present session has none: logging out ends that. */
  action: (session: { id: string; device: string }) => ReactNode
}

/** One line in the list of sessions. */
export async function SessionRow({ session, action }: Props) {
  const { id, current, createdAt, lastUsedAt, expiresAt, ipAddress, userAgent } = readFragment(
    SessionRowFragmentDoc,
    session,
  )
  const t = await words('account.sessions')
  const device = await deviceWords(userAgent)
  return (
    <tr>
      <th scope="row">
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <bdi className="min-w-0 break-words" title={userAgent ?? undefined}>
            {device}
          </bdi>
          {current ? <Badge tone="good">{t('current')}</Badge> : null}
        </span>
      </th>
      <td className="break-all">{ipAddress ?? t('unknownAddress')}</td>
      <td>
        <Time at={lastUsedAt} />
      </td>
      <td>
        <Time at={createdAt} />
      </td>
      <td>
        <Day at={expiresAt} />
      </td>
      <td className="text-end">{current ? null : action({ id, device })}</td>
    </tr>
  )
}
