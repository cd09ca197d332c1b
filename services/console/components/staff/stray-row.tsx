import { InstanceState } from '@/components/instance/instance-state'
import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { StrayRowFragmentDoc } from '@/gql/graphql'
import { paths } from '@/lib/paths'
import { CopyText } from '@/ui/copy-text'
import { TextLink } from '@/ui/text-link'
import { Time } from '@/ui/time'
import { Repair } from './repair'

type Props = { instance: FragmentType<typeof StrayRowFragmentDoc>; mayRepair: boolean }

/** A site that is not as it is paid for. */
export function StrayRow({ instance, mayRepair }: Props) {
  const { id, name, status, createdAt, region, organization } = readFragment(StrayRowFragmentDoc, instance)
  return (
    <tr>
      <th scope="row" className="max-w-64 break-words">
        <div className="grid gap-0.5">
          <TextLink href={paths.instance(organization.slug, id)}>
            <bdi>{name}</bdi>
          </TextLink>
          <CopyText text={id} />
        </div>
      </th>
      <td>
        <InstanceState status={status} />
      </td>
      <td className="max-w-64 break-words">
        <TextLink href={paths.staffOrganization(organization.id)}>
          <bdi>{organization.name}</bdi>
        </TextLink>
      </td>
      <td>{region.name}</td>
      <td>
        <Time at={createdAt} />
      </td>
      {mayRepair ? (
        <td>
          <Repair instance={id} />
        </td>
      ) : null}
    </tr>
  )
}
