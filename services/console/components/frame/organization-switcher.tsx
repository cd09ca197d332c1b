'use client'

import { paths } from '@/lib/paths'
import { useWords } from '@/lib/words/client'
import { Button } from '@/ui/button'
import { Icon } from '@/ui/icon'
import { Menu } from '@/ui/menu'

type Organization = { slug: string; name: string }
type Props = {
  current: Organization
  /** The newest of them, and whether there are more. */
  organizations: { nodes: readonly Organization[]; pageInfo: { hasNextPage: boolean } }
}

/** Which organization one is in, and the way to the others. */
export function OrganizationSwitcher({ current, organizations }: Props) {
  const t = useWords('frame')
  const entries = organizations.nodes.map(({ slug, name }) => ({
    id: slug,
    label: name,
    href: paths.overview(slug),
    current: slug === current.slug,
  }))
  return (
    <Menu
      label={t('switch', { name: current.name })}
      trigger={
        <Button className="w-full" aria-label={t('switch', { name: current.name })}>
          <bdi className="min-w-0 flex-1 truncate text-start">{current.name}</bdi>
          <Icon name="chevronsUpDown" size={16} className="shrink-0 text-muted" />
        </Button>
      }
      entries={[
        ...entries,
        ...(organizations.pageInfo.hasNextPage
          ? [{ id: '*', label: t('allOrganizations'), href: paths.organizations() }]
          : []),
        { id: '+', label: t('newOrganization'), href: paths.newOrganization() },
      ]}
    />
  )
}
