import { notFound, redirect } from 'next/navigation'
import { InstanceAddressDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { paths } from '@/lib/paths'

/** Where mails lead that are about a site: they know its id and not the organization's name in addresses. */
export default async function InstanceAddress({ params }: PageProps<'/instances/[instance]'>): Promise<never> {
  const { instance } = await params
  const { node } = await gateway(InstanceAddressDocument, { instance })
  if (node?.__typename !== 'Instance') notFound()
  redirect(paths.instance(node.organization.slug, node.id))
}
