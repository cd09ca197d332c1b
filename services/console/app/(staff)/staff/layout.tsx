import { notFound } from 'next/navigation'
import type { ReactNode } from 'react'
import { Frame } from '@/components/frame/frame'
import { OrganizationSwitcher } from '@/components/frame/organization-switcher'
import { readFragment } from '@/gql/fragment-masking'
import { FrameViewerFragmentDoc, StaffFrameDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { unreadCount } from '@/lib/gateway/unread'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'

/** Pages of the staff. For everybody else there is nothing here; each page asks for `staff` itself, and gets null too. */
export default async function StaffLayout({ children }: { children: ReactNode }) {
  const [{ viewer, staff }, unread] = await Promise.all([gateway(StaffFrameDocument, {}), unreadCount()])
  if (!staff) notFound()
  const [t, frame] = [await words('staff.nav'), await words('frame')]
  const { organizations } = readFragment(FrameViewerFragmentDoc, viewer)
  const may = (permission: string) => staff.permissions.includes(permission)
  const links = [
    { href: paths.staff(), label: t('overview'), keys: 'g h' },
    { href: paths.staffSearch(), label: t('customers'), keys: 'g f' },
    { href: paths.staffOrders(), label: t('orders'), keys: 'g t' },
    { href: paths.staffOperations(), label: t('operations'), keys: 'g j' },
    { href: paths.staffCapacity(), label: t('capacity'), keys: 'g c' },
    may('events.dead_letter.read') && { href: paths.staffDeadLetters(), label: t('deadLetters'), keys: 'g d' },
  ].filter((link) => link !== false)
  return (
    <Frame
      viewer={viewer}
      unread={unread}
      staff
      organization={null}
      links={links}
      switcher={
        <OrganizationSwitcher current={{ slug: '', name: frame('organization') }} organizations={organizations} />
      }
    >
      {children}
    </Frame>
  )
}
