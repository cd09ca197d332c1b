import type { ReactNode } from 'react'
import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { InvitationRowFragmentDoc, type InvitationStatus } from '@/gql/graphql'
import { words } from '@/lib/words/server'
import { Badge, type Tone } from '@/ui/badge'
import { Time } from '@/ui/time'

type Props = { invitation: FragmentType<typeof InvitationRowFragmentDoc>; actions?: ReactNode }

/** One offer of a membership. */
export async function InvitationRow({ invitation, actions }: Props) {
  const { email, role, status, expiresAt } = readFragment(InvitationRowFragmentDoc, invitation)
  const t = await words('team')
  return (
    <tr>
      <th scope="row">
        <div className="min-w-40 break-words">{email}</div>
      </th>
      <td>{t(`roles.${role}`)}</td>
      <td>
        <Badge tone={TONE[status]}>{t(`invitations.statuses.${status}`)}</Badge>
      </td>
      <td>{status === 'PENDING' ? <Time at={expiresAt} /> : null}</td>
      {actions === undefined ? null : <td className="whitespace-nowrap text-end">{actions}</td>}
    </tr>
  )
}

const TONE = {
  PENDING: 'busy',
  ACCEPTED: 'good',
  EXPIRED: 'quiet',
  REVOKED: 'quiet',
} satisfies Record<InvitationStatus, Tone>
