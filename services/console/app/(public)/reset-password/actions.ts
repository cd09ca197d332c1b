'use server'

import * as v from 'valibot'
import { ResetPasswordDocument } from '@/gql/graphql'
import type { FormState } from '@/lib/forms/form-state'
import { gatewayAsGuest } from '@/lib/gateway/gateway'
import { submitAsGuest } from '@/lib/session/submit'
import { words } from '@/lib/words/server'

const NewPassword = v.pipe(
  v.object({
    token: v.pipe(v.string(), v.nonEmpty('required')),
    newPassword: v.pipe(v.string(), v.nonEmpty('required'), v.maxLength(1024, 'tooLong')),
    repeatPassword: v.string(),
  }),
  v.forward(
    v.partialCheck(
      [['newPassword'], ['repeatPassword']],
      ({ newPassword, repeatPassword }) => newPassword === repeatPassword,
      'passwordsDiffer',
    ),
    ['repeatPassword'],
  ),
)

/** Sets the new password and logs nobody in: all sessions of the person have ended. */
export async function resetPassword(last: FormState, form: FormData): Promise<FormState> {
  return submitAsGuest(NewPassword, last, form, async ({ token, newPassword }) => {
    const { resetPassword } = await gatewayAsGuest(ResetPasswordDocument, { input: { token, newPassword } })
    const t = await words('resetPassword')
    return resetPassword.userErrors.map((error) => {
      const code = `errors.${error.code}` as 'errors.MAIL_LINK_INVALID'
      return {
        ...error,
        message: t.has(code) ? t(code) : error.message,
        // What is wrong with the link is no matter of a field.
        field: error.code.startsWith('PASSWORD_') ? ['newPassword'] : null,
      }
    })
  })
}
