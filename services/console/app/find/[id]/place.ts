import type { FindPlaceFragment } from '@/gql/graphql'
import { addressOfEvent } from '@/lib/address-of-event'
import { paths } from '@/lib/paths'

/** Where an object is shown, as far as it says itself whose it is. */
export function placeOf(
  node: FindPlaceFragment,
  organizations: readonly { id: string; slug: string }[],
): string | undefined {
  switch (node.__typename) {
    case 'Organization':
      return paths.overview(node.slug)
    case 'Membership':
    case 'Invitation':
      return paths.members(node.organization.slug)
    case 'Invoice':
      return paths.invoice(node.organization.slug, node.id)
    case 'Payment':
      return paths.invoice(node.invoice.organization.slug, node.invoice.id)
    case 'Instance':
      return paths.instance(node.organization.slug, node.id)
    case 'Subscription':
      return node.subscribed ? paths.instance(node.subscribed.organization.slug, node.subscribed.id) : undefined
    case 'Release':
      return paths.releases(node.instance.organization.slug, node.instance.id)
    case 'Operation':
      return paths.operations(node.instance.organization.slug, node.instance.id)
    case 'WebhookEndpoint':
      return paths.webhook(node.organization.slug, node.id)
    case 'WebhookDelivery': {
      const endpoint = node.webhookEndpoint
      return endpoint ? paths.delivery(endpoint.organization.slug, endpoint.id, node.id) : undefined
    }
    case 'AuditEvent':
      return addressOfEvent(node.event, organizations)
    case 'Notification':
      return paths.notifications()
    // Both are found only where they are the viewer's own.
    case 'Session':
      return paths.sessions()
    case 'User':
      return paths.account()
    default:
      return undefined
  }
}
