import type { ReactNode } from 'react'
import { Frame } from '@/components/frame/frame'
import { OrganizationSwitcher } from '@/components/frame/organization-switcher'
import { readFragment } from '@/gql/fragment-masking'
import { FrameViewerFragmentDoc, PersonalFrameDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { unreadCount } from '@/lib/gateway/unread'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'

/** Pages of the person and of no organization. */
export default async function PersonalLayout({ children }: { children: ReactNode }) {
  const [{ viewer, staff }, unread] = await Promise.all([gateway(PersonalFrameDocument, {}), unreadCount()])
  const t = await words('frame')
  const { organizations } = readFragment(FrameViewerFragmentDoc, viewer)
  const links = [
    { href: paths.account(), label: t('account'), keys: 'g p' },
    { href: paths.sessions(), label: t('sessions'), keys: 'g e' },
    { href: paths.preferences(), label: t('preferences'), keys: 'g r' },
    { href: paths.notifications(), label: t('notifications', { count: 0 }), keys: 'g u' },
    { href: paths.organizations(), label: t('organizations'), keys: 'g l' },
  ]
  return (
    <Frame
      viewer={viewer}
      unread={unread}
      staff={staff !== null}
      organization={null}
      links={links}
      switcher={<OrganizationSwitcher current={{ slug: '', name: t('organization') }} organizations={organizations} />}
    >
      {children}
    </Frame>
  )
}
