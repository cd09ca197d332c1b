'use server'

import { refresh } from 'next/cache'
import * as v from 'valibot'
import { RevokeSessionDocument } from '@/gql/graphql'
import type { FormState } from '@/lib/forms/form-state'
import { gateway } from '@/lib/gateway/gateway'
import { submit } from '@/lib/session/submit'

/** Ends one of the viewer's sessions; twice is fine. */
export async function revokeSession(last: FormState, form: FormData): Promise<FormState> {
  return submit(v.object({ sessionId: v.string() }), last, form, async (input) => {
    const { revokeSession } = await gateway(RevokeSessionDocument, { input })
    if (revokeSession.userErrors.length === 0) refresh()
    return revokeSession.userErrors.map(({ code, message }) => ({ code, message }))
  })
}
