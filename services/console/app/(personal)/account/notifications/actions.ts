'use server'

import { refresh } from 'next/cache'
import * as v from 'valibot'
import { type NotificationTopic, UpdatePreferencesDocument } from '@/gql/graphql'
import type { FormState } from '@/lib/forms/form-state'
import { gateway } from '@/lib/gateway/gateway'
import { submit } from '@/lib/session/submit'
import { LANGUAGES } from '@/lib/words/locale'

const TOPICS = ['ACCOUNT_SECURITY', 'BILLING', 'HOSTING', 'PRODUCT_NEWS', 'TEAM'] as const satisfies NotificationTopic[]

/** None, one or several boxes of one name. */
const Topics = v.pipe(
  v.optional(v.union([v.string(), v.array(v.string())]), []),
  v.transform((value) => (Array.isArray(value) ? value : [value])),
  v.array(v.picklist(TOPICS)),
)

const Preferences = v.object({
  language: v.picklist(['', ...LANGUAGES]),
  topics: Topics,
  mail: Topics,
  inApp: Topics,
})

/** Changes what the viewer hears of. A box that is not ticked is a no, where its topic can be switched off. */
export async function updatePreferences(last: FormState, form: FormData): Promise<FormState> {
  return submit(Preferences, last, form, async ({ language, topics, mail, inApp }) => {
    const { updateNotificationPreferences } = await gateway(UpdatePreferencesDocument, {
      input: {
        language,
        topics: topics.map((topic) => ({ topic, mail: mail.includes(topic), inApp: inApp.includes(topic) })),
      },
    })
    if (updateNotificationPreferences.userErrors.length === 0) refresh()
    return updateNotificationPreferences.userErrors
  })
}
