'use server'

import { redirect } from 'next/navigation'
import * as v from 'valibot'
import { LogInDocument } from '@/gql/graphql'
import type { FormState } from '@/lib/forms/form-state'
import { gatewayAsGuest } from '@/lib/gateway/gateway'
import { ownPath } from '@/lib/paths'
import { beginSession } from '@/lib/session/session'
import { submitAsGuest } from '@/lib/session/submit'
import { followAccount } from '@/lib/words/chosen'

const Credentials = v.object({
  email: v.pipe(v.string(), v.trim(), v.nonEmpty('required'), v.maxLength(254, 'tooLong')),
  password: v.pipe(v.string(), v.nonEmpty('required'), v.maxLength(1024, 'tooLong')),
  next: v.optional(v.string(), '/'),
})

/** Begins a session, always a new one: what the browser had before counts for nothing. */
export async function logIn(last: FormState, form: FormData): Promise<FormState> {
  return submitAsGuest(Credentials, last, form, async ({ email, password, next }) => {
    const { logIn } = await gatewayAsGuest(LogInDocument, { input: { email, password } })
    if (!logIn.tokens) return logIn.userErrors
    await beginSession(logIn.tokens.refreshToken)
    if (logIn.user) await followAccount(logIn.user.language)
    redirect(ownPath(next))
  })
}
