'use server'

import { refresh } from 'next/cache'
import * as v from 'valibot'
import { MarkNotificationsReadDocument, UnreadNotificationsDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { type Refusal, submit } from '@/lib/session/submit'
import type { FormState } from '@/ui/form-state'

/** So many times a hundred entries are marked at once; whoever has more presses again. */
const ROUNDS = 10

/** Marks one entry of the feed as read. */
export async function markRead(last: FormState, form: FormData): Promise<FormState> {
  return submit(v.object({ notificationId: v.string() }), last, form, async ({ notificationId }) => {
    const refusals = await mark([notificationId])
    if (refusals.length === 0) refresh()
    return refusals
  })
}

/** Marks all of the feed as read. It reads what is unread now, since the page shows only a part of that. */
export async function markAllRead(last: FormState, form: FormData): Promise<FormState> {
  return submit(v.object({}), last, form, async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { nodes, pageInfo } = (await gateway(UnreadNotificationsDocument, {})).viewer.notifications
      const refusals = nodes.length > 0 ? await mark(nodes.map(({ id }) => id)) : []
      if (refusals.length > 0) return refusals
      if (!pageInfo.hasNextPage) break
    }
    refresh()
    return []
  })
}

async function mark(notificationIds: string[]): Promise<Refusal[]> {
  const { markNotificationsRead } = await gateway(MarkNotificationsReadDocument, { input: { notificationIds } })
  return markNotificationsRead.userErrors.map(({ code, message }) => ({ code, message }))
}
