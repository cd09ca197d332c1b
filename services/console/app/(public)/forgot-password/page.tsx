import type { Metadata } from 'next'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { PageTitle } from '@/ui/page-title'
import { TextLink } from '@/ui/text-link'
import { ForgotPasswordForm } from './forgot-password-form'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('forgotPassword'))('title') }
}

export default async function ForgotPasswordPage() {
  const t = await words('forgotPassword')
  return (
    <div className="grid gap-6">
      <PageTitle>{t('title')}</PageTitle>
      <p className="text-muted">{t('text')}</p>
      <ForgotPasswordForm
        attempt={crypto.randomUUID()}
        words={{ email: t('email'), submit: t('submit'), sent: t('sent'), nothing: t('nothing') }}
      />
      <p>
        <TextLink href={paths.logIn()}>{t('back')}</TextLink>
      </p>
    </div>
  )
}
