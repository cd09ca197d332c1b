import type { InstanceStatus } from '@/gql/graphql'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { Notice } from '@/ui/notice'
import { TextLink } from '@/ui/text-link'

type Props = { org: string; instance: string; status: InstanceStatus; welcome: boolean }

/** What a site's state means, and what to do about it. `welcome`: it is live and shows the welcome page. */
export async function InstanceMeaning({ org, instance, status, welcome }: Props) {
  const t = await words('instance')
  const next = NEXT[status]
  return (
    <Notice tone={TONE[status]} live>
      <p>{t(`meanings.${welcome && status === 'ACTIVE' ? 'welcome' : status}`)}</p>
      {next === 'pay' ? <TextLink href={paths.invoices(org)}>{t('toInvoices')}</TextLink> : null}
      {next === 'look' ? <TextLink href={paths.operations(org, instance)}>{t('toOperations')}</TextLink> : null}
    </Notice>
  )
}

const TONE = {
  ACTIVE: 'good',
  DEGRADED: 'bad',
  FAILED: 'bad',
  PENDING: 'warn',
  PROVISIONING: 'info',
  SUSPENDED: 'warn',
  TERMINATED: 'info',
  TERMINATING: 'info',
  UPDATING: 'info',
} satisfies Record<InstanceStatus, 'info' | 'good' | 'warn' | 'bad'>

const NEXT = {
  ACTIVE: null,
  DEGRADED: 'look',
  FAILED: 'look',
  PENDING: 'pay',
  PROVISIONING: null,
  SUSPENDED: 'pay',
  TERMINATED: null,
  TERMINATING: null,
  UPDATING: null,
} satisfies Record<InstanceStatus, 'pay' | 'look' | null>
