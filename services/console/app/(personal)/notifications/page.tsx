import type { Metadata } from 'next'
import { ListPager } from '@/components/frame/list-pager'
import { NotificationEntry } from '@/components/notification/notification-entry'
import { NotificationsPageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { leaveEmptied, pageOf } from '@/lib/paging'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { ActionButton } from '@/ui/action-button'
import { EmptyState } from '@/ui/empty-state'
import { LinkButton } from '@/ui/link-button'
import { PageHeader } from '@/ui/page-header'
import { Tabs } from '@/ui/tabs'
import { markAllRead, markRead } from './actions'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('notification'))('title') }
}

export default async function NotificationsPage({ searchParams }: PageProps<'/notifications'>) {
  const search = await searchParams
  const onlyUnread = search.unread === '1'
  const { viewer } = await gateway(NotificationsPageDocument, {
    ...pageOf(search),
    ...(onlyUnread && { unread: true }),
  })
  const path = paths.notifications()
  const { nodes, pageInfo } = viewer.notifications
  leaveEmptied(path, search, nodes)
  const [newest] = viewer.newest.nodes
  const t = await words('notification')
  return (
    <>
      <PageHeader
        title={t('title')}
        actions={
          <>
            {newest && viewer.unreadNotifications > 0 ? (
              <ActionButton
                action={markAllRead}
                attempt={crypto.randomUUID()}
                fields={{ upToId: newest.id }}
                gone={t('markedAll')}
              >
                {t('markAll')}
              </ActionButton>
            ) : null}
            <LinkButton href={paths.preferences()}>{t('preferences')}</LinkButton>
          </>
        }
      />
      <Tabs
        label={t('filter')}
        tabs={[
          { href: paths.notifications(), label: t('all'), current: !onlyUnread },
          { href: paths.unread(), label: t('unread', { count: viewer.unreadNotifications }), current: onlyUnread },
        ]}
      />
      {nodes.length === 0 ? (
        <EmptyState
          title={t(onlyUnread ? 'emptyUnread' : 'empty')}
          {...(onlyUnread && { action: { label: t('toAll'), href: paths.notifications() } })}
        >
          {onlyUnread ? null : t('emptyText')}
        </EmptyState>
      ) : (
        <div className="grid gap-3">
          <ul aria-label={t('list')} className="divide-y divide-line rounded-lg border border-line bg-raised">
            {nodes.map((notification) => (
              <NotificationEntry
                key={notification.id}
                notification={notification}
                action={
                  notification.readAt ? null : (
                    <ActionButton
                      action={markRead}
                      attempt={crypto.randomUUID()}
                      fields={{ notificationId: notification.id }}
                      tone="quiet"
                      gone={t('marked')}
                    >
                      {t('markRead')}
                    </ActionButton>
                  )
                }
              />
            ))}
          </ul>
          <ListPager path={path} search={search} info={pageInfo} />
        </div>
      )}
    </>
  )
}
