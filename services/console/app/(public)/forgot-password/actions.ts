'use server'

import * as v from 'valibot'
import { RequestPasswordResetDocument } from '@/gql/graphql'
import type { FormState } from '@/lib/forms/form-state'
import { gatewayAsGuest } from '@/lib/gateway/gateway'
import { submitAsGuest } from '@/lib/session/submit'

const Address = v.object({
  email: v.pipe(v.string(), v.trim(), v.nonEmpty('required'), v.maxLength(254, 'tooLong')),
})

/** Asks for the mail with the link. The answer is the same for every address, known or not. */
export async function requestPasswordReset(last: FormState, form: FormData): Promise<FormState> {
  return submitAsGuest(Address, last, form, async (input) => {
    const { requestPasswordReset } = await gatewayAsGuest(RequestPasswordResetDocument, { input })
    return requestPasswordReset.userErrors
  })
}
