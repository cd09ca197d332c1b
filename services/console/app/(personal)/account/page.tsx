import type { Metadata } from 'next'
import { AccountPageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { LANGUAGES } from '@/lib/words/locale'
import { words } from '@/lib/words/server'
import { ActionButton } from '@/ui/action-button'
import { Badge } from '@/ui/badge'
import { Card } from '@/ui/card'
import { CopyText } from '@/ui/copy-text'
import { Fact, Facts } from '@/ui/facts'
import { PageHeader } from '@/ui/page-header'
import { Day } from '@/ui/time'
import { requestEmailVerification } from './actions'
import { PasswordForm } from './password-form'
import { ProfileForm } from './profile-form'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('account'))('title') }
}

export default async function AccountPage() {
  const { user } = (await gateway(AccountPageDocument, {})).viewer
  const t = await words('account')
  return (
    <>
      <PageHeader title={t('title')} />
      <div className="grid max-w-2xl gap-6">
        <Card title={t('profile')}>
          <ProfileForm
            name={user.name}
            language={user.language}
            languages={LANGUAGES.map((value) => ({ value, label: t(`languages.${value}`) }))}
            attempt={crypto.randomUUID()}
            words={{ name: t('name'), language: t('language'), help: t('languageHelp'), save: t('save') }}
          />
        </Card>
        <Card title={t('email')}>
          <div className="grid gap-4">
            <Facts>
              <Fact name={t('email')}>
                <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
                  <bdi className="min-w-0 break-all">{user.email}</bdi>
                  <Badge tone={user.emailVerified ? 'good' : 'warn'}>
                    {t(user.emailVerified ? 'verified' : 'unverified')}
                  </Badge>
                </span>
              </Fact>
              <Fact name={t('since')}>
                <Day at={user.createdAt} />
              </Fact>
              <Fact name={t('id')}>
                <CopyText text={user.id} />
              </Fact>
            </Facts>
            {user.emailVerified ? null : (
              <div className="grid gap-3">
                <p className="text-muted">{t('verifyText')}</p>
                <ActionButton
                  action={requestEmailVerification}
                  attempt={crypto.randomUUID()}
                  fields={{}}
                  done={t('verifySent')}
                >
                  {t('verifyAgain')}
                </ActionButton>
              </div>
            )}
          </div>
        </Card>
        <Card title={t('password')}>
          <PasswordForm
            email={user.email}
            attempt={crypto.randomUUID()}
            words={{
              current: t('currentPassword'),
              next: t('newPassword'),
              help: t('passwordHelp'),
              submit: t('changePassword'),
            }}
          />
        </Card>
      </div>
    </>
  )
}
