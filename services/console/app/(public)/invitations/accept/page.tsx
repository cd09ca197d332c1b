import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import type { ReactNode } from 'react'
import {
  AcceptInvitationPageDocument,
  type InvitationStatus,
  PreviewInvitationDocument,
  type PreviewInvitationQuery,
} from '@/gql/graphql'
import { day } from '@/lib/format/time'
import { zone } from '@/lib/format/zone'
import { gateway, gatewayAsGuest } from '@/lib/gateway/gateway'
import { one } from '@/lib/paging'
import { paths } from '@/lib/paths'
import { sessionSecret } from '@/lib/session/session'
import { locale, words } from '@/lib/words/server'
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

/** What it is for, who are you, then one button: the link alone changes nothing. */
async function Invitation({ token }: { token: string }) {
  const t = await words('acceptInvitation')
  const here = paths.acceptInvitation(token)
  const { previewInvitation } = await gatewayAsGuest(PreviewInvitationDocument, { token })
  const { status, offer } = previewInvitation ?? notFound()
  if (status !== 'PENDING') {
    return (
      <>
        <Notice tone="warn">{t(`errors.${CLOSED[status]}`)}</Notice>
        <p>
          <TextLink href={paths.home()}>{t('home')}</TextLink>
        </p>
      </>
    )
  }
  if (!offer) notFound()
  if (!(await sessionSecret())) {
    return (
      <>
        <Offer offer={offer} />
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
      <Offer offer={offer} />
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

/** Who invites, whereto, as what, and until when. */
async function Offer({ offer }: { offer: Offered }) {
  const { organizationName, role, inviterName, expiresAt } = offer
  const [t, team] = [await words('acceptInvitation'), await words('team')]
  const who = (name: ReactNode) => (
    <strong>
      <bdi>{name}</bdi>
    </strong>
  )
  return (
    <div className="grid min-w-0 gap-2 break-words">
      <p>
        {inviterName
          ? t.rich('offer', { inviter: inviterName, organization: organizationName, who })
          : t.rich('offerOfNobody', { organization: organizationName, who })}
      </p>
      <p className="text-muted">{t('role', { role: team(`roles.${role}`), help: team(`roleHelp.${role}`) })}</p>
      <p className="text-muted">{t('until', { day: day(expiresAt, await locale(), await zone()) })}</p>
    </div>
  )
}

type Offered = NonNullable<NonNullable<PreviewInvitationQuery['previewInvitation']>['offer']>

/** What is said of an invitation that nobody can accept any more. */
const CLOSED = {
  ACCEPTED: 'INVITATION_USED',
  EXPIRED: 'INVITATION_EXPIRED',
  REVOKED: 'INVITATION_REVOKED',
} as const satisfies Record<Exclude<InvitationStatus, 'PENDING'>, string>
