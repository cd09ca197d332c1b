'use server'

import { refresh } from 'next/cache'
import * as v from 'valibot'
import { RollBackReleaseDocument } from '@/gql/graphql'
import type { FormState } from '@/lib/forms/form-state'
import { gateway } from '@/lib/gateway/gateway'
import { submit } from '@/lib/session/submit'

const Earlier = v.object({ instanceId: v.string(), releaseId: v.string() })

/** Puts an earlier release live again. Twice is the same: it is the release that is wanted. */
export async function rollBack(last: FormState, form: FormData): Promise<FormState> {
  return submit(Earlier, last, form, async (input) => {
    const { rollBackRelease } = await gateway(RollBackReleaseDocument, { input })
    if (rollBackRelease.userErrors.length === 0) refresh()
    // None of its fields is one that somebody typed into.
    return rollBackRelease.userErrors.map(({ code, message }) => ({ code, message }))
  })
}
