import { notFound } from 'next/navigation'
import { CustomerFrame } from '@/components/frame/customer-frame'
import { FrameDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'

/** One organization's pages: where one may go, and whose it is. */
export default async function OrganizationLayout({ params, children }: LayoutProps<'/[org]'>) {
  const { org } = await params
  const { viewer, staff, organization } = await gateway(FrameDocument, { org })
  if (!organization) notFound()
  return (
    <CustomerFrame viewer={viewer} organization={organization} staff={staff !== null}>
      {children}
    </CustomerFrame>
  )
}
