import { notFound } from 'next/navigation'
import { CustomerFrame } from '@/components/frame/customer-frame'
import { FrameDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { unreadCount } from '@/lib/gateway/unread'

/** One organization's pages: where one may go, and whose it is. */
export default async function OrganizationLayout({ params, children }: LayoutProps<'/[org]'>) {
  const { org } = await params
  const [{ viewer, staff, organization }, unread] = await Promise.all([gateway(FrameDocument, { org }), unreadCount()])
  if (!organization) notFound()
  return (
    <CustomerFrame viewer={viewer} organization={organization} unread={unread} staff={staff !== null}>
      {children}
    </CustomerFrame>
  )
}
