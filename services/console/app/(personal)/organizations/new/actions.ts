'use server'

import { redirect } from 'next/navigation'
import * as v from 'valibot'
import { CreateOrganizationDocument } from '@/gql/graphql'
import type { FormState } from '@/lib/forms/form-state'
import { gateway } from '@/lib/gateway/gateway'
import { paths } from '@/lib/paths'
import { submit } from '@/lib/session/submit'

const NewOrganization = v.object({
  name: v.pipe(v.string(), v.trim(), v.nonEmpty('required'), v.maxLength(100, 'tooLong')),
  slug: v.pipe(v.string(), v.trim(), v.maxLength(40, 'tooLong')),
})

/** Makes an organization whose owner is the viewer, and goes there. */
export async function createOrganization(last: FormState, form: FormData): Promise<FormState> {
  return submit(NewOrganization, last, form, async ({ name, slug }, idempotencyKey) => {
    const input = { name, idempotencyKey, ...(slug && { slug }) }
    const { createOrganization } = await gateway(CreateOrganizationDocument, { input })
    if (createOrganization.organization) redirect(paths.overview(createOrganization.organization.slug))
    return createOrganization.userErrors
  })
}
