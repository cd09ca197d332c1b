import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ListPager } from '@/components/frame/list-pager'
import { InvitationRow } from '@/components/invitation/invitation-row'
import { LivePage } from '@/components/live/live-page'
import { MemberRow } from '@/components/member/member-row'
import { RoleList } from '@/components/member/role-list'
import { rolesBelow } from '@/components/member/roles'
import { mayChange } from '@/components/organization/may-change'
import { MembersPageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { leaveEmptied, pageOf } from '@/lib/paging'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { Card } from '@/ui/card'
import { Confirm } from '@/ui/confirm'
import { PageHeader } from '@/ui/page-header'
import { Table } from '@/ui/table'
import { revokeInvitation } from './actions'
import { InviteDialog } from './invite-dialog'
import { MemberActions } from './member-actions'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('team'))('title') }
}

export default async function MembersPage({ params, searchParams }: PageProps<'/[org]/members'>) {
  const { org } = await params
  const search = await searchParams
  const { viewer, organization } = await gateway(MembersPageDocument, { org, ...pageOf(search) })
  if (!organization) notFound()
  const t = await words('team')
  const may = (what: string) => mayChange(organization, what)
  const path = paths.members(org)
  const { members, invitations, viewerRole } = organization
  leaveEmptied(path, search, members.nodes)
  // Who still may come stands first; the sort keeps the newest first among equals.
  const sorted = invitations.nodes.toSorted((a, b) => Number(b.status === 'PENDING') - Number(a.status === 'PENDING'))
  const mayRevoke = may('accounts.invitation.revoke')
  const actions = { label: t('actions'), end: true } as const
  return (
    <>
      <PageHeader
        title={t('title')}
        actions={
          may('accounts.member.invite') ? (
            <InviteDialog
              organization={organization.id}
              attempt={crypto.randomUUID()}
              roles={rolesBelow(viewerRole).map((role) => ({
                value: role,
                label: t(`roles.${role}`),
                help: t(`roleHelp.${role}`),
              }))}
              words={{
                trigger: t('invite.trigger'),
                title: t('invite.title'),
                email: t('invite.email'),
                emailHelp: t('invite.emailHelp'),
                role: t('invite.role'),
                submit: t('invite.submit'),
                cancel: t('cancel'),
                linkName: t('invite.linkName'),
                done: t('invite.done'),
              }}
            />
          ) : null
        }
      />
      <div className="grid gap-8">
        <Table
          caption={t('title')}
          columns={[t('person'), t('role'), t('since'), ...(viewerRole ? [actions] : [])]}
          pager={<ListPager path={path} search={search} info={members.pageInfo} from="oldest" />}
        >
          {members.nodes.map((member) => (
            <MemberRow
              key={member.id}
              member={member}
              you={member.user.id === viewer.user.id}
              actions={
                viewerRole ? (
                  <MemberActions
                    member={member}
                    organization={organization}
                    you={member.user.id === viewer.user.id}
                    mayChangeRole={may('accounts.member.change_role')}
                    mayRemove={may('accounts.member.remove')}
                  />
                ) : undefined
              }
            />
          ))}
        </Table>
        <section className="grid gap-3" aria-labelledby="invitations">
          <h2 id="invitations" className="font-semibold text-base">
            {t('invitations.title')}
          </h2>
          {sorted.length === 0 ? (
            <p className="text-muted">{t('invitations.empty')}</p>
          ) : (
            <Table
              caption={t('invitations.title')}
              columns={[
                t('invitations.email'),
                t('role'),
                t('invitations.state'),
                t('invitations.expires'),
                ...(mayRevoke ? [actions] : []),
              ]}
            >
              {sorted.map((invitation) => (
                <InvitationRow
                  key={invitation.id}
                  invitation={invitation}
                  actions={
                    mayRevoke ? (
                      invitation.status === 'PENDING' ? (
                        <Confirm
                          action={revokeInvitation}
                          attempt={crypto.randomUUID()}
                          fields={{ invitationId: invitation.id }}
                          gone={t('invitations.revoke.done', { email: invitation.email })}
                          words={{
                            trigger: t('invitations.revoke.trigger'),
                            title: t('invitations.revoke.title'),
                            submit: t('invitations.revoke.submit'),
                            cancel: t('cancel'),
                          }}
                        >
                          <p>
                            {t.rich('invitations.revoke.text', {
                              email: invitation.email,
                              who: (email) => <strong className="break-all">{email}</strong>,
                            })}
                          </p>
                        </Confirm>
                      ) : null
                    ) : undefined
                  }
                />
              ))}
            </Table>
          )}
          {invitations.pageInfo.hasNextPage ? <p className="text-muted">{t('invitations.newest')}</p> : null}
        </section>
        <Card title={t('roles.title')}>
          <RoleList />
        </Card>
      </div>
      <LivePage organization={organization.id} types={['accounts.membership.', 'accounts.invitation.']} />
    </>
  )
}
