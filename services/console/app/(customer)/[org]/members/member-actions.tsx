import { rolesBelow } from '@/components/member/roles'
import type { Role } from '@/gql/graphql'
import { words } from '@/lib/words/server'
import { Confirm } from '@/ui/confirm'
import { RadioGroup } from '@/ui/radio-group'
import { changeRole, leave, removeMember } from './actions'

type Props = {
  member: { id: string; role: Role; user: { name: string; email: string } }
  organization: { name: string; viewerRole: Role | null }
  you: boolean
  mayChangeRole: boolean
  mayRemove: boolean
}

/** What can be done with somebody's membership: another role, its end. */
export async function MemberActions({ member, organization, you, mayChangeRole, mayRemove }: Props) {
  const t = await words('team')
  const fields = { membershipId: member.id }
  const roles = rolesBelow(organization.viewerRole)
  const who = (name: React.ReactNode) => (
    <strong>
      <bdi>{name}</bdi>
    </strong>
  )
  return (
    <>
      {mayChangeRole ? (
        <Confirm
          action={changeRole}
          attempt={crypto.randomUUID()}
          fields={fields}
          tone={{ submit: 'primary' }}
          words={{
            trigger: t('change.trigger'),
            title: t('change.title', { name: member.user.name }),
            submit: t('change.submit'),
            cancel: t('cancel'),
          }}
        >
          <RadioGroup
            name="role"
            label={t('change.legend')}
            options={roles.map((role) => ({ value: role, label: t(`roles.${role}`), help: t(`roleHelp.${role}`) }))}
            defaultValue={member.role}
          />
        </Confirm>
      ) : null}
      {you ? (
        <Confirm
          action={leave}
          attempt={crypto.randomUUID()}
          fields={fields}
          words={{
            trigger: t('leave.trigger'),
            title: t('leave.title'),
            submit: t('leave.submit'),
            cancel: t('cancel'),
          }}
        >
          <p>{t.rich('leave.text', { organization: organization.name, who })}</p>
          <p className="text-muted">{t('leave.back')}</p>
        </Confirm>
      ) : mayRemove && roles.includes(member.role) ? (
        <Confirm
          action={removeMember}
          attempt={crypto.randomUUID()}
          fields={fields}
          gone={t('remove.done', { name: member.user.name })}
          words={{
            trigger: t('remove.trigger'),
            title: t('remove.title'),
            submit: t('remove.submit'),
            cancel: t('cancel'),
          }}
        >
          <p>
            {t.rich('remove.text', {
              name: member.user.name,
              email: member.user.email,
              organization: organization.name,
              who,
            })}
          </p>
          <p className="text-muted">{t('remove.back')}</p>
        </Confirm>
      ) : null}
    </>
  )
}
