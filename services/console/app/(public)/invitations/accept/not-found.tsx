import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { PageTitle } from '@/ui/page-title'
import { TextLink } from '@/ui/text-link'

/** The link of no invitation. */
export default async function InvitationNotFound() {
  const t = await words('acceptInvitation')
  return (
    <div className="grid gap-6">
      <PageTitle>{t('unknownTitle')}</PageTitle>
      <p className="text-muted">{t('unknown')}</p>
      <p>
        <TextLink href={paths.home()}>{t('home')}</TextLink>
      </p>
    </div>
  )
}
