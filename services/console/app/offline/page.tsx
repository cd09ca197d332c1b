import type { Metadata } from 'next'
import { connection } from 'next/server'
import { Logo } from '@/components/frame/logo'
import { words } from '@/lib/words/server'
import { PageTitle } from '@/ui/page-title'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('offline'))('title') }
}

/** What the service worker shows for a page that was not read before. */
export default async function OfflinePage() {
  await connection()
  const t = await words('offline')
  return (
    <div className="mx-auto grid w-full max-w-prose content-start gap-8 px-4 py-16">
      <Logo />
      <main id="main" className="grid gap-4">
        <PageTitle>{t('title')}</PageTitle>
        <p className="text-muted">{t('text')}</p>
      </main>
    </div>
  )
}
