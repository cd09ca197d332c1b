import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { OwnOrganizationRowFragmentDoc } from '@/gql/graphql'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { TextLink } from '@/ui/text-link'
import { Day } from '@/ui/time'

type Props = { organization: FragmentType<typeof OwnOrganizationRowFragmentDoc> }

/** One line in the list of organizations that somebody belongs to. */
export async function OwnOrganizationRow({ organization }: Props) {
  const { slug, name, createdAt, viewerRole } = readFragment(OwnOrganizationRowFragmentDoc, organization)
  const t = await words('team.roles')
  return (
    <tr>
      <th scope="row">
        <div className="min-w-40 max-w-96 break-words">
          <TextLink href={paths.overview(slug)}>
            <bdi>{name}</bdi>
          </TextLink>
        </div>
      </th>
      <td>{slug}</td>
      <td>{viewerRole ? t(viewerRole) : null}</td>
      <td>
        <Day at={createdAt} />
      </td>
    </tr>
  )
}
