'use server'

import { refresh } from 'next/cache'
import * as v from 'valibot'
import { ResendEmailVerificationDocument, VerifyEmailDocument } from '@/gql/graphql'
import type { FormState } from '@/lib/forms/form-state'
import { gateway, gatewayAsGuest } from '@/lib/gateway/gateway'
import { submit, submitAsGuest } from '@/lib/session/submit'
import { words } from '@/lib/words/server'

const Link = v.object({ token: v.pipe(v.string(), v.nonEmpty('required')) })

/** Shows that the address is the person's, whoever is logged in here. */
export async function verifyEmail(last: FormState, form: FormData): Promise<FormState> {
  return submitAsGuest(Link, last, form, async (input) => {
    const { verifyEmail } = await gatewayAsGuest(VerifyEmailDocument, { input })
    if (verifyEmail.userErrors.length === 0) refresh()
    const t = await words('verifyEmail')
    return verifyEmail.userErrors.map((error) => {
      const code = `errors.${error.code}` as 'errors.MAIL_LINK_INVALID'
      return { ...error, message: t.has(code) ? t(code) : error.message, field: null }
    })
  })
}

/** Sends the viewer another mail with a link. */
export async function resendVerification(last: FormState, form: FormData): Promise<FormState> {
  return submit(v.object({}), last, form, async () => {
    const { requestEmailVerification } = await gateway(ResendEmailVerificationDocument, {})
    if (requestEmailVerification.userErrors.length === 0) refresh()
    return requestEmailVerification.userErrors
  })
}
