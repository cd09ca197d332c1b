import { paths } from '@/lib/paths'

type Subject = { __typename: string; id: string }

/** What a notification is about, where that has a page. */
export type SubjectLink = {
  href: string
  type: 'Instance' | 'Invoice' | 'WebhookEndpoint' | 'Organization' | 'Membership' | 'Session' | 'User'
}

/** The page of a notification's subject; most stand below an organization, by its name in addresses. */
export function subjectLink(subject: Subject | null, org: string | undefined): SubjectLink | undefined {
  switch (subject?.__typename) {
    case 'Session':
      return { href: paths.sessions(), type: 'Session' }
    case 'User':
      return { href: paths.account(), type: 'User' }
    default:
      return subject && org ? linkIn(org, subject) : undefined
  }
}

function linkIn(org: string, { __typename, id }: Subject): SubjectLink | undefined {
  switch (__typename) {
    case 'Instance':
      return { href: paths.instance(org, id), type: __typename }
    case 'Invoice':
      return { href: paths.invoice(org, id), type: __typename }
    case 'WebhookEndpoint':
      return { href: paths.webhook(org, id), type: __typename }
    case 'Organization':
      return { href: paths.overview(org), type: __typename }
    case 'Membership':
      return { href: paths.members(org), type: __typename }
    default:
      return undefined
  }
}
