import type { Metadata } from 'next'
import { AcceptInvitationPageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { one } from '@/lib/paging'
import { paths } from '@/lib/paths'
import { sessionSecret } from '@/lib/session/session'
import { words } from '@/lib/words/server'
import { ActionButton } from '@/ui/action-button'
import { LinkButton } from '@/ui/link-button'
import { Notice } from '@/ui/notice'
import { PageTitle } from '@/ui/page-title'
import { TextLink } from '@/ui/text-link'
import { acceptInvitation } from './actions'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('acceptInvitation'))('title') }
}

export default async function AcceptInvitationPage({ searchParams }: PageProps<'/invitations/accept'>) {
  const token = one((await searchParams).token)
  const t = await words('acceptInvitation')
  return (
    <div className="grid gap-6">
      <PageTitle>{t('title')}</PageTitle>
      {token ? <Invitation token={token} /> : <Notice tone="warn">{t('missing')}</Notice>}
    </div>
  )
}

/** Who are you, then one button: the link alone changes nothing. */
async function Invitation({ token }: { token: string }) {
  const t = await words('acceptInvitation')
  const here = paths.acceptInvitation(token)
  if (!(await sessionSecret())) {
    return (
      <>
        <p>{t('text')}</p>
        <p className="text-muted">{t('guest')}</p>
        <div className="flex flex-wrap gap-2">
          <LinkButton href={paths.signUp(here)} tone="primary">
            {t('signUp')}
          </LinkButton>
          <LinkButton href={paths.logIn(here)}>{t('logIn')}</LinkButton>
        </div>
      </>
    )
  }
  const { user } = (await gateway(AcceptInvitationPageDocument, {})).viewer
  return (
    <>
      <p>{t('text')}</p>
      <p className="min-w-0 break-words text-muted">
        {t.rich('as', {
          name: user.name,
          email: user.email,
          who: (name) => (
            <strong className="text-ink">
              <bdi>{name}</bdi>
            </strong>
          ),
        })}
      </p>
      <ActionButton action={acceptInvitation} attempt={crypto.randomUUID()} fields={{ token }} tone="primary">
        {t('submit')}
      </ActionButton>
      <p className="flex flex-wrap gap-x-4 gap-y-1">
        <TextLink href={paths.logIn(here)}>{t('other')}</TextLink>
        <TextLink href={paths.home()}>{t('home')}</TextLink>
      </p>
    </>
  )
}
