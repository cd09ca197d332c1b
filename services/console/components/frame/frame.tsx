import type { ReactNode } from 'react'
import { LivePage } from '@/components/live/live-page'
import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { FrameViewerFragmentDoc } from '@/gql/graphql'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { Bell } from './bell'
import { BrowserFacts } from './browser-facts'
import { Commands } from './commands'
import { Logo } from './logo'
import { Navigation } from './navigation'
import { OfflineNotice } from './offline-notice'
import { UserMenu } from './user-menu'

/** A place in the navigation, and the keys that go there. */
export type FrameLink = { href: string; label: string; keys: string }

type Props = {
  viewer: FragmentType<typeof FrameViewerFragmentDoc>
  /** Entries of the feed; null where that is not known. */
  unread: number | null
  staff: boolean
  /** Whose pages these are, by id; null where they are the person's own. */
  organization: string | null
  links: readonly FrameLink[]
  switcher?: ReactNode
  children: ReactNode
}

/** What stands around every page of who has logged in. On a phone the navigation folds away, without a script too. */
export async function Frame({ viewer: masked, unread, staff, organization, links, switcher, children }: Props) {
  const { user } = readFragment(FrameViewerFragmentDoc, masked)
  const t = await words('frame')
  const everywhere = [
    { href: paths.notifications(), label: t('notifications', { count: 0 }), keys: 'g u' },
    { href: paths.account(), label: t('account'), keys: 'g p' },
    ...(staff ? [{ href: paths.staff(), label: t('staff'), keys: 'g x' }] : []),
  ]
  const navigation = <Navigation label={t('navigation')} links={links} />
  return (
    <div className="lg:grid lg:min-h-dvh lg:grid-cols-[15rem_1fr] print:block">
      <div className="hidden border-line border-e p-4 lg:block print:hidden">
        <div className="sticky top-4 grid grid-cols-1 gap-6">
          <Logo />
          {switcher}
          {navigation}
        </div>
      </div>
      <div className="min-w-0">
        <header className="sticky top-0 z-20 flex h-14 items-center gap-1 border-line border-b bg-canvas/95 px-4 backdrop-blur-sm print:hidden">
          <details className="group lg:hidden">
            <summary className="list-none rounded-md px-3 py-2 font-medium hover:bg-hover">{t('menu')}</summary>
            <div className="absolute inset-x-0 top-14 grid grid-cols-1 gap-4 border-line border-b bg-overlay p-4 shadow-lg">
              {switcher}
              {navigation}
            </div>
          </details>
          <div className="flex-1" />
          <Commands links={[...links, ...everywhere]} />
          <Bell unread={unread} />
          <UserMenu
            name={user.name}
            entries={[
              ...everywhere.slice(1).map(({ href, label }) => ({ id: href, href, label })),
              { id: 'sessions', href: paths.sessions(), label: t('sessions') },
            ]}
            logOut={t('logOut')}
          />
        </header>
        <OfflineNotice renderedAt={Date.now()} />
        <main id="main" className="mx-auto grid max-w-6xl gap-6 px-4 py-6 sm:px-6 sm:py-8">
          <div className="min-w-0">{children}</div>
        </main>
      </div>
      <BrowserFacts />
      <LivePage organization={organization} types={['notifications.notification.']} />
    </div>
  )
}
