import 'server-only'
import {
  OverviewFeedDocument,
  type OverviewFeedQuery,
  OverviewRecordDocument,
  type OverviewRecordQuery,
} from '@/gql/graphql'
import { GatewayError } from '@/lib/gateway/errors'
import { gateway } from '@/lib/gateway/gateway'

/** So many entries are shown. */
const LATEST = 6

/** What is no news by itself: the steps of a work whose end is told too, and what was sent because of another event. */
const ASIDE = ['provisioning.operation.', 'notifications.notification.']

export type Latest = {
  /** From the record, for who may read it. */
  recorded: NonNullable<OverviewRecordQuery['organization']>['auditEvents']['nodes']
  /** Else from the reader's own feed. */
  told: OverviewFeedQuery['viewer']['notifications']['nodes']
}

/** What happened last in an organization; the error where that could not be read, for the rest of the page is whole. */
export async function latest(org: string, id: string, mayReadRecord: boolean): Promise<Latest | GatewayError> {
  try {
    if (mayReadRecord) {
      const { organization } = await gateway(OverviewRecordDocument, { org })
      const events = organization?.auditEvents.nodes ?? []
      const news = events.filter(({ type }) => !ASIDE.some((beginning) => type.startsWith(beginning)))
      return { recorded: news.slice(0, LATEST), told: [] }
    }
    const { viewer } = await gateway(OverviewFeedDocument, {})
    const own = viewer.notifications.nodes.filter(({ organization }) => organization?.id === id)
    return { recorded: [], told: own.slice(0, LATEST) }
  } catch (error) {
    if (error instanceof GatewayError) return error
    throw error
  }
}
