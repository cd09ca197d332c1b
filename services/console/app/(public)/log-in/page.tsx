import type { Metadata } from 'next'
import { ownPath, paths } from '@/lib/paths'
import { sessionSecret } from '@/lib/session/session'
import { words } from '@/lib/words/server'
import { Notice } from '@/ui/notice'
import { PageTitle } from '@/ui/page-title'
import { TextLink } from '@/ui/text-link'
import { LogInForm } from './log-in-form'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('logIn'))('title') }
}

export default async function LogInPage({ searchParams }: PageProps<'/log-in'>) {
  const { next } = await searchParams
  const t = await words('logIn')
  const to = ownPath(next)
  return (
    <div className="grid gap-6">
      <PageTitle>{t('title')}</PageTitle>
      {next && (await sessionSecret()) ? <Notice>{t('over')}</Notice> : null}
      <LogInForm
        next={to}
        attempt={crypto.randomUUID()}
        words={{ email: t('email'), password: t('password'), submit: t('submit') }}
      />
      <p className="text-muted">
        <TextLink href={paths.forgotPassword()}>{t('forgotten')}</TextLink>
      </p>
      <p className="text-muted">
        {t('noAccount')} <TextLink href={paths.signUp(to)}>{t('signUp')}</TextLink>
      </p>
    </div>
  )
}
