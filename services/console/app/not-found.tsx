import { connection } from 'next/server'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { LinkButton } from '@/ui/link-button'
import { PageTitle } from '@/ui/page-title'

/** What is not there, or another organization's: the two look alike. Rendered anew each time, because of the nonce. */
export default async function NotFound() {
  await connection()
  const t = await words('error')
  return (
    <main id="main" className="mx-auto grid max-w-prose gap-4 px-4 py-16">
      <title>{t('notFoundTitle')}</title>
      <PageTitle>{t('notFoundTitle')}</PageTitle>
      <p className="text-muted">{t('notFound')}</p>
      <div>
        <LinkButton href={paths.home()} tone="primary">
          {t('home')}
        </LinkButton>
      </div>
    </main>
  )
}
