import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { InstanceRowFragmentDoc } from '@/gql/graphql'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { TextLink } from '@/ui/text-link'
import { Time } from '@/ui/time'
import { InstanceState } from './instance-state'
import { SiteLink } from './site-link'

/** One line in the list of sites. */
export async function InstanceRow({
  org,
  instance,
}: {
  org: string
  instance: FragmentType<typeof InstanceRowFragmentDoc>
}) {
  const { id, name, status, url, region, createdAt } = readFragment(InstanceRowFragmentDoc, instance)
  const t = await words('instance')
  return (
    <tr>
      <th scope="row" className="max-w-64 break-words">
        <TextLink href={paths.instance(org, id)}>
          <bdi>{name}</bdi>
        </TextLink>
      </th>
      <td>
        <InstanceState status={status} />
      </td>
      <td>{url ? <SiteLink url={url} /> : <span className="text-muted">{t('noAddress')}</span>}</td>
      <td>{region.name}</td>
      <td>
        <Time at={createdAt} />
      </td>
    </tr>
  )
}
