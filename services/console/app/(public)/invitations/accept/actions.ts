'use server'

import { redirect } from 'next/navigation'
import * as v from 'valibot'
import { AcceptInvitationDocument } from '@/gql/graphql'
import type { FormState } from '@/lib/forms/form-state'
import { gateway } from '@/lib/gateway/gateway'
import { paths } from '@/lib/paths'
import { submit } from '@/lib/session/submit'
import { words } from '@/lib/words/server'

const Link = v.object({ token: v.pipe(v.string(), v.nonEmpty('required')) })

/** Joins, and goes to the organization. A link that never was one leads to `not-found.tsx` beside this. */
export async function acceptInvitation(last: FormState, form: FormData): Promise<FormState> {
  return submit(Link, last, form, async (input) => {
    const { acceptInvitation } = await gateway(AcceptInvitationDocument, { input })
    const { organization, userErrors } = acceptInvitation
    if (organization) redirect(paths.overview(organization.slug))
    const t = await words('acceptInvitation')
    return userErrors.map((error) => {
      const code = `errors.${error.code}` as 'errors.INVITATION_USED'
      return { ...error, message: t.has(code) ? t(code) : error.message, field: null }
    })
  })
}
