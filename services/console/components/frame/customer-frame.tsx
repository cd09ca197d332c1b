import type { ReactNode } from 'react'
import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { FrameOrganizationFragmentDoc, FrameViewerFragmentDoc } from '@/gql/graphql'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { Notice } from '@/ui/notice'
import { Frame } from './frame'
import { OrganizationSwitcher } from './organization-switcher'

type Props = {
  viewer: FragmentType<typeof FrameViewerFragmentDoc>
  organization: FragmentType<typeof FrameOrganizationFragmentDoc>
  unread: number | null
  staff: boolean
  children: ReactNode
}

/** The frame of an organization's pages. What the viewer may not see is not offered. */
export async function CustomerFrame({ viewer: masked, organization, unread, staff, children }: Props) {
  const viewer = readFragment(FrameViewerFragmentDoc, masked)
  const { id, slug, name, viewerRole, viewerPermissions } = readFragment(FrameOrganizationFragmentDoc, organization)
  const t = await words('frame')
  const may = (permission: string) => viewerPermissions.includes(permission)
  const links = [
    { href: paths.overview(slug), label: t('overview'), keys: 'g o' },
    may('provisioning.instance.read') && { href: paths.instances(slug), label: t('instances'), keys: 'g s' },
    may('billing.order.place') && { href: paths.plans(slug), label: t('order'), keys: 'g n' },
    may('billing.invoice.read') && { href: paths.invoices(slug), label: t('invoices'), keys: 'g i' },
    may('accounts.member.read') && { href: paths.members(slug), label: t('members'), keys: 'g m' },
    may('notifications.webhook.read') && { href: paths.webhooks(slug), label: t('webhooks'), keys: 'g w' },
    may('audit.event.read') && { href: paths.audit(slug), label: t('audit'), keys: 'g a' },
    { href: paths.settings(slug), label: t('settings'), keys: 'g ,' },
  ].filter((link) => link !== false)
  return (
    <Frame
      viewer={masked}
      unread={unread}
      staff={staff}
      organization={id}
      links={links}
      switcher={<OrganizationSwitcher current={{ slug, name }} organizations={viewer.organizations} />}
    >
      {viewerRole === null ? <Notice tone="warn">{t('staffBanner')}</Notice> : null}
      {children}
    </Frame>
  )
}
