import type { ReactNode } from 'react'
import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { MemberRowFragmentDoc } from '@/gql/graphql'
import { words } from '@/lib/words/server'
import { Day } from '@/ui/time'

type Props = { member: FragmentType<typeof MemberRowFragmentDoc>; you: boolean; actions?: ReactNode }

/** One person of an organization, and what can be done with their membership. */
export async function MemberRow({ member, you, actions }: Props) {
  const { role, createdAt, user } = readFragment(MemberRowFragmentDoc, member)
  const t = await words('team')
  return (
    <tr>
      <th scope="row">
        <div className="grid min-w-40 max-w-96 break-words">
          <span>
            <bdi>{user.name}</bdi>
            {you ? <span className="ms-2 rounded-full bg-hover px-2 py-0.5 text-muted text-xs">{t('you')}</span> : null}
          </span>
          <span className="font-normal text-muted">{user.email}</span>
        </div>
      </th>
      <td>{t(`roles.${role}`)}</td>
      <td>
        <Day at={createdAt} />
      </td>
      {actions === undefined ? null : <td className="whitespace-nowrap text-end">{actions}</td>}
    </tr>
  )
}
