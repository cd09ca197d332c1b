import type { ReactNode } from 'react'
import { LivePage } from '@/components/live/live-page'
import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { InstanceFrameFragmentDoc, InstanceOrganizationFragmentDoc } from '@/gql/graphql'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { CopyText } from '@/ui/copy-text'
import { PageHeader } from '@/ui/page-header'
import { Tabs } from '@/ui/tabs'
import { InstanceState } from './instance-state'
import { SiteLink } from './site-link'

type View = 'overview' | 'releases' | 'operations' | 'events' | 'danger'

type Props = {
  organization: FragmentType<typeof InstanceOrganizationFragmentDoc>
  instance: FragmentType<typeof InstanceFrameFragmentDoc>
  view: View
  /** The heading, where it is more than the site's name. */
  title?: string
  children: ReactNode
}

/** What stands above every view of a site: its name, state and address, and the ways to the other views. */
export async function InstanceFrame({ organization: maskedOrganization, instance, view, title, children }: Props) {
  const organization = readFragment(InstanceOrganizationFragmentDoc, maskedOrganization)
  const { id, name, status, url } = readFragment(InstanceFrameFragmentDoc, instance)
  const t = await words('instance')
  const may = (permission: string) => organization.viewerPermissions.includes(permission)
  const mayChange = organization.viewerRole !== null
  const gone = status === 'TERMINATED' || status === 'TERMINATING'
  const org = organization.slug
  const views: { view: View; href: string; offered: boolean }[] = [
    { view: 'overview', href: paths.instance(org, id), offered: true },
    { view: 'releases', href: paths.releases(org, id), offered: true },
    { view: 'operations', href: paths.operations(org, id), offered: may('provisioning.operation.read') },
    { view: 'events', href: paths.instanceEvents(org, id), offered: may('audit.event.read') },
    {
      view: 'danger',
      href: paths.danger(org, id),
      offered: view === 'danger' || (mayChange && !gone && may('provisioning.instance.terminate')),
    },
  ]
  return (
    <>
      <PageHeader
        title={title ?? name}
        beside={<InstanceState status={status} />}
        under={
          <>
            {url ? <SiteLink url={url} /> : null}
            <CopyText text={id} />
          </>
        }
      />
      <Tabs
        label={t('tabs.label')}
        tabs={views
          .filter(({ offered }) => offered)
          .map((tab) => ({ href: tab.href, label: t(`tabs.${tab.view}`), current: tab.view === view }))}
      />
      {children}
      <LivePage organization={organization.id} types={['provisioning.', 'billing.subscription.']} />
    </>
  )
}
