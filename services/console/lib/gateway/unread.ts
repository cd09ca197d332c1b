import 'server-only'
import { UnreadDocument } from '@/gql/graphql'
import { gatewayOrNull } from './gateway'

/** How long a page waits for the bell's number. */
const PATIENCE_MS = 1_000

/** How many entries of the reader's feed are unread; null where that does not come, or not in time. */
export async function unreadCount(): Promise<number | null> {
  const answer = await gatewayOrNull(UnreadDocument, {}, PATIENCE_MS)
  return answer?.viewer.unreadNotifications ?? null
}
