'use server'

import { redirect } from 'next/navigation'
import * as v from 'valibot'
import { SignUpDocument } from '@/gql/graphql'
import type { FormState } from '@/lib/forms/form-state'
import { gatewayAsGuest } from '@/lib/gateway/gateway'
import { ownPath } from '@/lib/paths'
import { beginSession } from '@/lib/session/session'
import { submitAsGuest } from '@/lib/session/submit'
import { language } from '@/lib/words/server'

const Account = v.object({
  name: v.pipe(v.string(), v.trim(), v.nonEmpty('required'), v.maxLength(200, 'tooLong')),
  email: v.pipe(v.string(), v.trim(), v.nonEmpty('required'), v.maxLength(254, 'tooLong')),
  password: v.pipe(v.string(), v.nonEmpty('required'), v.maxLength(1024, 'tooLong')),
  next: v.optional(v.string(), '/'),
})

/** Makes the account, in the language that its owner reads now, and logs in. */
export async function signUp(last: FormState, form: FormData): Promise<FormState> {
  return submitAsGuest(Account, last, form, async ({ name, email, password, next }) => {
    const { register } = await gatewayAsGuest(SignUpDocument, {
      input: { name, email, password, language: await language() },
    })
    if (!register.tokens) return register.userErrors
    await beginSession(register.tokens.refreshToken)
    redirect(ownPath(next))
  })
}
