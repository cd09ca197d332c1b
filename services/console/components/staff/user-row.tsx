import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { UserRowFragmentDoc } from '@/gql/graphql'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { Badge } from '@/ui/badge'
import { CopyText } from '@/ui/copy-text'
import { TextLink } from '@/ui/text-link'
import { Day } from '@/ui/time'

/** A person who was found, and the organizations that they belong to. */
export async function UserRow({ user: masked }: { user: FragmentType<typeof UserRowFragmentDoc> }) {
  const { user, organizations } = readFragment(UserRowFragmentDoc, masked)
  const t = await words('staff.search')
  return (
    <tr>
      <th scope="row">
        <div className="grid min-w-40 max-w-96 gap-0.5 break-words">
          <bdi>{user.name}</bdi>
          <span className="font-normal text-muted">{user.email}</span>
          <CopyText text={user.id} />
        </div>
      </th>
      <td>
        <Badge tone={user.emailVerified ? 'good' : 'warn'}>
          {user.emailVerified ? t('verified') : t('unverified')}
        </Badge>
      </td>
      <td>
        {organizations.length === 0 ? (
          <span className="text-muted">{t('nowhere')}</span>
        ) : (
          <ul className="grid max-w-64 gap-0.5 break-words">
            {organizations.map(({ id, name }) => (
              <li key={id}>
                <TextLink href={paths.staffOrganization(id)}>
                  <bdi>{name}</bdi>
                </TextLink>
              </li>
            ))}
          </ul>
        )}
      </td>
      <td>
        <Day at={user.createdAt} />
      </td>
    </tr>
  )
}
