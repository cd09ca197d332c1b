import type { Metadata } from 'next'
import { ownPath, paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { PageTitle } from '@/ui/page-title'
import { TextLink } from '@/ui/text-link'
import { SignUpForm } from './sign-up-form'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('signUp'))('title') }
}

export default async function SignUpPage({ searchParams }: PageProps<'/sign-up'>) {
  const next = ownPath((await searchParams).next)
  const t = await words('signUp')
  return (
    <div className="grid gap-6">
      <PageTitle>{t('title')}</PageTitle>
      <SignUpForm
        next={next}
        attempt={crypto.randomUUID()}
        words={{
          name: t('name'),
          email: t('email'),
          password: t('password'),
          passwordHelp: t('passwordHelp'),
          submit: t('submit'),
        }}
      />
      <p className="text-muted">
        {t('hasAccount')} <TextLink href={paths.logIn(next)}>{t('logIn')}</TextLink>
      </p>
    </div>
  )
}
