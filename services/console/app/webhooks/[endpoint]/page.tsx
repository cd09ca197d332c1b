import { notFound, redirect } from 'next/navigation'
import { EndpointAddressDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { paths } from '@/lib/paths'

/** Where mails lead that are about a webhook: they know its id and not the organization's name in addresses. */
export default async function EndpointAddress({ params }: PageProps<'/webhooks/[endpoint]'>): Promise<never> {
  const { endpoint } = await params
  const { node } = await gateway(EndpointAddressDocument, { endpoint })
  if (node?.__typename !== 'WebhookEndpoint') notFound()
  redirect(paths.webhook(node.organization.slug, node.id))
}
