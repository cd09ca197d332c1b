import type { Metadata } from 'next'
import { one } from '@/lib/paging'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { Notice } from '@/ui/notice'
import { PageTitle } from '@/ui/page-title'
import { TextLink } from '@/ui/text-link'
import { ResetPasswordForm } from './reset-password-form'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('resetPassword'))('title') }
}

export default async function ResetPasswordPage({ searchParams }: PageProps<'/reset-password'>) {
  const token = one((await searchParams).token)
  const t = await words('resetPassword')
  return (
    <div className="grid gap-6">
      <PageTitle>{t('title')}</PageTitle>
      {token ? (
        <>
          <p className="text-muted">{t('text')}</p>
          <ResetPasswordForm
            token={token}
            attempt={crypto.randomUUID()}
            logIn={paths.logIn()}
            words={{
              password: t('password'),
              passwordHelp: t('passwordHelp'),
              repeat: t('repeat'),
              submit: t('submit'),
              done: t('done'),
              logIn: t('logIn'),
            }}
          />
        </>
      ) : (
        <Notice tone="warn">{t('missing')}</Notice>
      )}
      <p>
        <TextLink href={paths.forgotPassword()}>{t('another')}</TextLink>
      </p>
    </div>
  )
}
