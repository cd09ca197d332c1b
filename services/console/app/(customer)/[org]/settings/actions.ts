'use server'

import { refresh } from 'next/cache'
import * as v from 'valibot'
import { UpdateBillingDetailsDocument, UpdateBrandDocument, UpdateOrganizationDocument } from '@/gql/graphql'
import type { FormState } from '@/lib/forms/form-state'
import { gateway } from '@/lib/gateway/gateway'
import { submit } from '@/lib/session/submit'

const Name = v.object({
  organizationId: v.string(),
  name: v.pipe(v.string(), v.trim(), v.nonEmpty('required'), v.maxLength(100, 'tooLong')),
})

/** Changes the organization's name for people. */
export async function updateOrganization(last: FormState, form: FormData): Promise<FormState> {
  return submit(Name, last, form, async (input) => {
    const { updateOrganization } = await gateway(UpdateOrganizationDocument, { input })
    if (updateOrganization.userErrors.length === 0) refresh()
    return updateOrganization.userErrors
  })
}

/** What is empty is absent: then it is as in the mails of the platform. */
const wish = (length: number) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.maxLength(length, 'tooLong'),
    v.transform((text) => text || undefined),
  )

const Brand = v.object({
  organizationId: v.string(),
  name: wish(60),
  color: wish(7),
  logoUrl: wish(500),
  supportEmail: wish(254),
  legalFooter: wish(600),
})

/** Replaces how the organization's mails look. */
export async function updateBrand(last: FormState, form: FormData): Promise<FormState> {
  return submit(Brand, last, form, async ({ organizationId, ...brand }) => {
    const { updateBrand } = await gateway(UpdateBrandDocument, {
      // JSON leaves out what is undefined, and absent is what it means.
      input: { organizationId, brand: brand as { [name in keyof typeof brand]: string } },
    })
    if (updateBrand.userErrors.length === 0) refresh()
    return updateBrand.userErrors.map((error) => ({
      ...error,
      field: error.field?.filter((part) => part !== 'brand') ?? null,
    }))
  })
}

const lines = (text: string) => text.replaceAll('\r\n', '\n')

const BillingDetails = v.object({
  organizationId: v.string(),
  name: v.pipe(v.string(), v.trim(), v.maxLength(200, 'tooLong')),
  // Browsers send a line's end as two characters.
  address: v.pipe(v.string(), v.transform(lines), v.trim(), v.maxLength(500, 'tooLong')),
  taxNumber: v.pipe(v.string(), v.trim(), v.maxLength(50, 'tooLong')),
})

/** Replaces to whom the organization's invoices are addressed. */
export async function updateBillingDetails(last: FormState, form: FormData): Promise<FormState> {
  return submit(BillingDetails, last, form, async (input) => {
    const { updateBillingDetails } = await gateway(UpdateBillingDetailsDocument, { input })
    if (updateBillingDetails.userErrors.length === 0) refresh()
    return updateBillingDetails.userErrors
  })
}
