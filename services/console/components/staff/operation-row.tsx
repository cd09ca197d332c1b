import { InstanceState } from '@/components/instance/instance-state'
import { OperationState } from '@/components/operation/operation-state'
import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { OperationRowFragmentDoc } from '@/gql/graphql'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { CopyText } from '@/ui/copy-text'
import { TextLink } from '@/ui/text-link'
import { Time } from '@/ui/time'
import { Repair } from './repair'

type Props = {
  operation: FragmentType<typeof OperationRowFragmentDoc>
  /** It waits or runs for too long. */
  stuck: boolean
  mayRepair: boolean
}

/** Work on somebody's site, in a line: what, where it stands, why it failed, by which request the logs know it. */
export async function OperationRow({ operation, stuck, mayRepair }: Props) {
  const { id, kind, status, createdAt, requestId, error, instance } = readFragment(OperationRowFragmentDoc, operation)
  const { organization } = instance
  const [t, staff] = [await words('instance.operations'), await words('staff.operations')]
  // More kinds and codes may come: then they have to do themselves.
  const [name, why] = [`kinds.${kind}` as 'kinds.deploy', `errors.${error?.code}` as 'errors.NO_CAPACITY']
  const wantsSomebody = stuck || status === 'FAILED'
  const helps = wantsSomebody && instance.status !== 'TERMINATED'
  return (
    <tr>
      <th scope="row">
        <div className="grid gap-0.5">
          <span>{t.has(name) ? t(name) : kind}</span>
          <CopyText text={id} />
        </div>
      </th>
      <td>
        <div className="grid max-w-80 justify-items-start gap-1 break-words">
          <OperationState status={status} />
          {error ? (
            <>
              <span>{t.has(why) ? t(why) : <bdi>{error.message}</bdi>}</span>
              <code className="font-mono text-muted text-xs">{error.code}</code>
            </>
          ) : null}
          {wantsSomebody && requestId ? (
            <>
              <span className="text-muted text-xs">{staff('request')}</span>
              <CopyText text={requestId} />
            </>
          ) : null}
        </div>
      </td>
      <td>
        <div className="grid max-w-64 justify-items-start gap-1 break-words">
          <TextLink href={paths.instance(organization.slug, instance.id)}>
            <bdi>{instance.name}</bdi>
          </TextLink>
          <InstanceState status={instance.status} />
        </div>
      </td>
      <td className="max-w-64 break-words">
        <TextLink href={paths.staffOrganization(organization.id)}>
          <bdi>{organization.name}</bdi>
        </TextLink>
      </td>
      <td>
        <Time at={createdAt} />
      </td>
      {mayRepair ? <td>{helps ? <Repair instance={instance.id} /> : null}</td> : null}
    </tr>
  )
}
