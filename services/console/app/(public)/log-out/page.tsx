import type { Metadata } from 'next'
import { words } from '@/lib/words/server'
import { Button } from '@/ui/button'
import { PageTitle } from '@/ui/page-title'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('logOut'))('title') }
}

/** Logging out did not work: to say otherwise would leave a session that its owner believes gone. */
export default async function LogOutPage() {
  const t = await words('logOut')
  return (
    <div className="grid gap-6">
      <PageTitle>{t('title')}</PageTitle>
      <p>{t('text')}</p>
      <form method="post" action="/api/log-out" className="grid">
        <Button type="submit" tone="primary">
          {t('submit')}
        </Button>
      </form>
    </div>
  )
}
