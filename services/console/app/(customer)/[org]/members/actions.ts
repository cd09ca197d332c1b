'use server'

import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import * as v from 'valibot'
import { ROLES } from '@/components/member/roles'
import {
  ChangeMemberRoleDocument,
  InviteMemberDocument,
  RemoveMemberDocument,
  RevokeInvitationDocument,
} from '@/gql/graphql'
import type { FormState } from '@/lib/forms/form-state'
import { gateway } from '@/lib/gateway/gateway'
import { paths } from '@/lib/paths'
import { submit } from '@/lib/session/submit'

const NewRole = v.object({ membershipId: v.string(), role: v.picklist(ROLES, 'required') })

/** Gives a member another role. */
export async function changeRole(last: FormState, form: FormData): Promise<FormState> {
  return submit(NewRole, last, form, async (input) => {
    const { changeMemberRole } = await gateway(ChangeMemberRoleDocument, { input })
    if (changeMemberRole.userErrors.length === 0) refresh()
    return changeMemberRole.userErrors
  })
}

const Membership = v.object({ membershipId: v.string() })

/** Ends somebody's membership. */
export async function removeMember(last: FormState, form: FormData): Promise<FormState> {
  return submit(Membership, last, form, async (input) => {
    const { removeMember } = await gateway(RemoveMemberDocument, { input })
    if (removeMember.userErrors.length === 0) refresh()
    return removeMember.userErrors.map((error) => ({ ...error, field: null }))
  })
}

/** Ends one's own membership, after which nothing here can be seen any more. */
export async function leave(last: FormState, form: FormData): Promise<FormState> {
  return submit(Membership, last, form, async (input) => {
    const { removeMember } = await gateway(RemoveMemberDocument, { input })
    if (removeMember.userErrors.length === 0) redirect(paths.home())
    return removeMember.userErrors.map((error) => ({ ...error, field: null }))
  })
}

const NewInvitation = v.object({
  organizationId: v.string(),
  email: v.pipe(v.string(), v.trim(), v.nonEmpty('required'), v.maxLength(254, 'tooLong')),
  role: v.picklist(ROLES, 'required'),
})

/** What inviting answers beside the form's state: whom, and the link, which is told only now. */
export type Invited = FormState & { sent?: { email: string; url: string } }

/** Invites somebody. */
export async function inviteMember(last: Invited, form: FormData): Promise<Invited> {
  let sent: Invited['sent']
  const state = await submit(NewInvitation, last, form, async (input, idempotencyKey) => {
    const { inviteMember } = await gateway(InviteMemberDocument, { input: { ...input, idempotencyKey } })
    const { acceptUrl, userErrors } = inviteMember
    if (acceptUrl) sent = { email: input.email, url: acceptUrl }
    if (userErrors.length === 0) refresh()
    return userErrors
  })
  return { ...state, ...(sent && { sent }) }
}

const Invitation = v.object({ invitationId: v.string() })

/** Takes an invitation back. */
export async function revokeInvitation(last: FormState, form: FormData): Promise<FormState> {
  return submit(Invitation, last, form, async (input) => {
    const { revokeInvitation } = await gateway(RevokeInvitationDocument, { input })
    if (revokeInvitation.userErrors.length === 0) refresh()
    return revokeInvitation.userErrors.map((error) => ({ ...error, field: null }))
  })
}
