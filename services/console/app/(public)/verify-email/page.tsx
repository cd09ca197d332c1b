import type { Metadata } from 'next'
import { VerifyEmailPageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { one } from '@/lib/paging'
import { paths } from '@/lib/paths'
import { sessionSecret } from '@/lib/session/session'
import { words } from '@/lib/words/server'
import { ActionButton } from '@/ui/action-button'
import { Notice } from '@/ui/notice'
import { PageTitle } from '@/ui/page-title'
import { TextLink } from '@/ui/text-link'
import { resendVerification } from './actions'
import { VerifyEmailForm } from './verify-email-form'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('verifyEmail'))('title') }
}

export default async function VerifyEmailPage({ searchParams }: PageProps<'/verify-email'>) {
  const token = one((await searchParams).token)
  const t = await words('verifyEmail')
  // The link works for who is not logged in too; only another mail needs to know whose.
  const user = (await sessionSecret()) ? (await gateway(VerifyEmailPageDocument, {})).viewer.user : null
  return (
    <div className="grid gap-6">
      <PageTitle>{t('title')}</PageTitle>
      {token ? (
        <VerifyEmailForm
          token={token}
          attempt={crypto.randomUUID()}
          home={paths.home()}
          words={{ text: t('text'), submit: t('submit'), done: t('done'), on: t('on') }}
        />
      ) : user?.emailVerified ? (
        <Notice tone="good">{t('verified', { email: user.email })}</Notice>
      ) : (
        <Notice tone="warn">{t('missing')}</Notice>
      )}
      {user?.emailVerified ? null : user ? (
        <div className="grid gap-3 border-line border-t pt-6">
          <p className="min-w-0 break-words text-muted">{t('requestText', { email: user.email })}</p>
          <ActionButton action={resendVerification} attempt={crypto.randomUUID()} fields={{}} done={t('requested')}>
            {t('request')}
          </ActionButton>
        </div>
      ) : (
        <p className="text-muted">
          {t('logInText')} <TextLink href={paths.logIn('/verify-email')}>{t('logIn')}</TextLink>
        </p>
      )}
    </div>
  )
}
