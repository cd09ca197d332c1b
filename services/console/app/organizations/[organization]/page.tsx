import { notFound, redirect } from 'next/navigation'
import { OrganizationAddressDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { paths } from '@/lib/paths'

/** Where mails lead that are about an organization: they know its id and not the organization's name in addresses. */
export default async function OrganizationAddress({
  params,
}: PageProps<'/organizations/[organization]'>): Promise<never> {
  const { organization } = await params
  const { node } = await gateway(OrganizationAddressDocument, { organization })
  if (node?.__typename !== 'Organization') notFound()
  redirect(paths.overview(node.slug))
}
