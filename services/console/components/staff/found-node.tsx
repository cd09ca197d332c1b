import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { type FoundNodeFragment, FoundNodeFragmentDoc } from '@/gql/graphql'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { CopyText } from '@/ui/copy-text'
import { Fact, Facts } from '@/ui/facts'
import { TextLink } from '@/ui/text-link'

/** What has the id that was looked for: what it is, whose, and the way to it. */
export async function FoundNode({ node: masked }: { node: FragmentType<typeof FoundNodeFragmentDoc> }) {
  const node = readFragment(FoundNodeFragmentDoc, masked)
  const t = await words('staff.search')
  const key = `types.${node.__typename}` as 'types.Instance'
  const site = siteOf(node)
  return (
    <Facts>
      <Fact name={t('what')}>{t.has(key) ? t(key) : node.__typename}</Fact>
      <Fact name={t('id')}>
        <CopyText text={node.id} />
      </Fact>
      {site ? (
        <>
          <Fact name={t('site')}>
            <TextLink href={paths.instance(site.organization.slug, site.id)}>
              <bdi>{site.name}</bdi>
            </TextLink>
          </Fact>
          <Fact name={t('customer')}>
            <TextLink href={paths.staffOrganization(site.organization.id)}>
              <bdi>{site.organization.name}</bdi>
            </TextLink>
          </Fact>
        </>
      ) : null}
    </Facts>
  )
}

type Site = { id: string; name: string; organization: { id: string; slug: string; name: string } }

function siteOf(node: FoundNodeFragment): Site | null {
  switch (node.__typename) {
    case 'Instance':
      return { id: node.id, name: node.name, organization: node.instanceOrganization }
    case 'Operation':
      return node.instance
    case 'Subscription':
      return node.subscribed ?? null
    default:
      return null
  }
}
