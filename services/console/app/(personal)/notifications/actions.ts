'use server'

import { refresh } from 'next/cache'
import * as v from 'valibot'
import { MarkAllNotificationsReadDocument, MarkNotificationsReadDocument } from '@/gql/graphql'
import type { FormState } from '@/lib/forms/form-state'
import { gateway } from '@/lib/gateway/gateway'
import { submit } from '@/lib/session/submit'

/** Marks one entry of the feed as read. */
export async function markRead(last: FormState, form: FormData): Promise<FormState> {
  return submit(v.object({ notificationId: v.string() }), last, form, async ({ notificationId }) => {
    const input = { notificationIds: [notificationId] }
    const { markNotificationsRead } = await gateway(MarkNotificationsReadDocument, { input })
    if (markNotificationsRead.userErrors.length === 0) refresh()
    return markNotificationsRead.userErrors
  })
}

/** Marks as read what the feed had when the page was read: what has come since was seen by nobody. */
export async function markAllRead(last: FormState, form: FormData): Promise<FormState> {
  return submit(v.object({ upToId: v.string() }), last, form, async (input) => {
    const { markAllNotificationsRead } = await gateway(MarkAllNotificationsReadDocument, { input })
    if (markAllNotificationsRead.userErrors.length === 0) refresh()
    return markAllNotificationsRead.userErrors
  })
}
