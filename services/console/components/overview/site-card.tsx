import { InstanceState } from '@/components/instance/instance-state'
import { SiteLink } from '@/components/instance/site-link'
import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { SiteCardFragmentDoc } from '@/gql/graphql'
import { paths } from '@/lib/paths'
import { TextLink } from '@/ui/text-link'

/** A site at a glance: does it run, and where. */
export function SiteCard({ org, instance }: { org: string; instance: FragmentType<typeof SiteCardFragmentDoc> }) {
  const { id, name, status, url, region } = readFragment(SiteCardFragmentDoc, instance)
  return (
    <li className="grid min-w-0 content-start gap-2 rounded-lg border border-line bg-raised p-4">
      <div className="flex min-w-0 flex-wrap items-start justify-between gap-2">
        <h3 className="min-w-0 break-words font-semibold">
          <TextLink href={paths.instance(org, id)}>
            <bdi>{name}</bdi>
          </TextLink>
        </h3>
        <InstanceState status={status} />
      </div>
      {url ? (
        <p className="min-w-0">
          <SiteLink url={url} />
        </p>
      ) : null}
      <p className="text-muted text-xs">{region.name}</p>
    </li>
  )
}
