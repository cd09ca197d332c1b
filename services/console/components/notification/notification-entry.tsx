import type { ReactNode } from 'react'
import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { NotificationEntryFragmentDoc } from '@/gql/graphql'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { Badge } from '@/ui/badge'
import { TextLink } from '@/ui/text-link'
import { Time } from '@/ui/time'
import { subjectLink } from './subject-path'

type Props = {
  notification: FragmentType<typeof NotificationEntryFragmentDoc>
  /** What marks it as read. */
  action?: ReactNode
}

/** One entry of the feed: what happened, when, where, and the way there. */
export async function NotificationEntry({ notification, action }: Props) {
  const { title, body, createdAt, readAt, organization, subject } = readFragment(
    NotificationEntryFragmentDoc,
    notification,
  )
  const t = await words('notification')
  const link = subjectLink(subject ?? null, organization?.slug)
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 px-4 py-4">
      <div className="grid min-w-0 flex-1 basis-64 gap-1">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <bdi className={`min-w-0 break-words ${readAt ? '' : 'font-semibold'}`}>{title}</bdi>
          {readAt ? null : <Badge tone="busy">{t('new')}</Badge>}
        </p>
        <p className="min-w-0 break-words text-muted">
          <bdi>{body}</bdi>
        </p>
        <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-muted text-xs">
          <Time at={createdAt} />
          {organization ? (
            <TextLink href={paths.overview(organization.slug)}>
              <bdi className="break-words">{organization.name}</bdi>
            </TextLink>
          ) : null}
          {link ? <TextLink href={link.href}>{t(`look.${link.type}`)}</TextLink> : null}
        </p>
      </div>
      {action}
    </li>
  )
}
