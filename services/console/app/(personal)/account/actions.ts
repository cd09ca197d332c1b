'use server'

import { refresh } from 'next/cache'
import * as v from 'valibot'
import { ChangePasswordDocument, RequestEmailVerificationDocument, UpdateProfileDocument } from '@/gql/graphql'
import type { FormState } from '@/lib/forms/form-state'
import { gateway } from '@/lib/gateway/gateway'
import { submit } from '@/lib/session/submit'
import { chooseLanguage } from '@/lib/words/chosen'
import { LANGUAGES } from '@/lib/words/locale'

const Profile = v.object({
  name: v.pipe(v.string(), v.trim(), v.nonEmpty('required'), v.maxLength(200, 'tooLong')),
  language: v.picklist(LANGUAGES),
})

/** Changes the name and the language; the cookie makes the next page speak it. */
export async function updateProfile(last: FormState, form: FormData): Promise<FormState> {
  return submit(Profile, last, form, async (input) => {
    const { updateProfile } = await gateway(UpdateProfileDocument, { input })
    if (updateProfile.userErrors.length > 0) return updateProfile.userErrors
    await chooseLanguage(input.language)
    refresh()
    return []
  })
}

const Passwords = v.object({
  currentPassword: v.pipe(v.string(), v.nonEmpty('required'), v.maxLength(1024, 'tooLong')),
  newPassword: v.pipe(v.string(), v.nonEmpty('required'), v.maxLength(1024, 'tooLong')),
})

/** What `changePassword` answers: how many other sessions it has ended. */
export type PasswordState = FormState & { endedSessions?: number }

/** Sets another password. Every other session ends with it, this one goes on. */
export async function changePassword(last: PasswordState, form: FormData): Promise<PasswordState> {
  let endedSessions = 0
  const state = await submit(Passwords, last, form, async (input) => {
    const { changePassword } = await gateway(ChangePasswordDocument, { input })
    endedSessions = changePassword.endedSessions ?? 0
    return changePassword.userErrors
  })
  return state.done ? { ...state, endedSessions } : state
}

/** Sends the mail anew whose link confirms the address. */
export async function requestEmailVerification(last: FormState, form: FormData): Promise<FormState> {
  return submit(v.object({}), last, form, async () => {
    const { requestEmailVerification } = await gateway(RequestEmailVerificationDocument, {})
    return requestEmailVerification.userErrors
  })
}
