import * as v from 'valibot'
import { paths } from './paths'

/** What of a recorded event says where it belongs. Nothing here has checked the JSON that the record keeps. */
const Told = v.object({
  organization: v.string(),
  subject: v.string(),
  data: v.optional(v.object({ instanceId: v.optional(v.string()), invoiceId: v.optional(v.string()) }), {}),
})

/** Whose an event is, `org_…`; `undefined` for what concerns a person and no organization. */
export function organizationOf(event: unknown): string | undefined {
  const told = v.safeParse(Told, event)
  return told.success ? told.output.organization : undefined
}

/** Where an event's subject is shown, or else the record of it; `undefined` for an event of none of these organizations. */
export function addressOfEvent(
  event: unknown,
  organizations: readonly { id: string; slug: string }[],
): string | undefined {
  const told = v.safeParse(Told, event)
  if (!told.success) return undefined
  const { organization, subject, data } = told.output
  const org = organizations.find(({ id }) => id === organization)?.slug
  return org && (subjectAddress(org, subject, data) ?? paths.audit(org, subject))
}

function subjectAddress(
  org: string,
  subject: string,
  { instanceId, invoiceId }: v.InferOutput<typeof Told>['data'],
): string | undefined {
  switch (subject.split('_', 1)[0]) {
    case 'org':
      return paths.overview(org)
    case 'mbr':
    case 'ivt':
      return paths.members(org)
    case 'bld':
      return paths.billingDetails(org)
    case 'inv':
      return paths.invoice(org, subject)
    case 'ord':
    case 'pay':
      return invoiceId ? paths.invoice(org, invoiceId) : undefined
    case 'ins':
      return paths.instance(org, subject)
    case 'sub':
      return instanceId ? paths.instance(org, instanceId) : undefined
    case 'rel':
      return instanceId ? paths.releases(org, instanceId) : undefined
    case 'op':
      return instanceId ? paths.operations(org, instanceId) : undefined
    case 'whe':
      return paths.webhook(org, subject)
    default:
      return undefined
  }
}
