import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { OrganizationRowFragmentDoc } from '@/gql/graphql'
import { paths } from '@/lib/paths'
import { TextLink } from '@/ui/text-link'
import { Day } from '@/ui/time'

/** One line in a list of customers. */
export function OrganizationRow({ organization }: { organization: FragmentType<typeof OrganizationRowFragmentDoc> }) {
  const { id, slug, name, createdAt } = readFragment(OrganizationRowFragmentDoc, organization)
  return (
    <tr>
      <th scope="row" className="max-w-64 break-words">
        <TextLink href={paths.staffOrganization(id)}>
          <bdi>{name}</bdi>
        </TextLink>
      </th>
      <td className="break-words">{slug}</td>
      <td>
        <Day at={createdAt} />
      </td>
    </tr>
  )
}
