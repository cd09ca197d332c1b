import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { type SubscriptionRowFragment, SubscriptionRowFragmentDoc } from '@/gql/graphql'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { Badge, type Tone } from '@/ui/badge'
import { CopyText } from '@/ui/copy-text'
import { Money } from '@/ui/money'
import { TextLink } from '@/ui/text-link'
import { Day } from '@/ui/time'

type Props = { org: string; subscription: FragmentType<typeof SubscriptionRowFragmentDoc> }

/** What a customer has bought, in a line. */
export async function SubscriptionRow({ org, subscription }: Props) {
  const { id, status, currentPeriodEnd, price, instance } = readFragment(SubscriptionRowFragmentDoc, subscription)
  const t = await words('instance')
  return (
    <tr>
      <th scope="row">
        <div className="grid gap-0.5">
          <bdi>{price.plan.name}</bdi>
          <CopyText text={id} />
        </div>
      </th>
      <td>
        <Badge tone={TONE[status]}>{t(`subscriptionStatuses.${status}`)}</Badge>
      </td>
      <td className="max-w-64 break-words">
        {instance ? (
          <TextLink href={paths.instance(org, instance.id)}>
            <bdi>{instance.name}</bdi>
          </TextLink>
        ) : null}
      </td>
      <td>{currentPeriodEnd ? <Day at={currentPeriodEnd} /> : <span className="text-muted">{t('notPaid')}</span>}</td>
      <td className="text-end">
        <Money {...price.amount} />{' '}
        <span className="whitespace-nowrap text-muted text-xs">
          {t(`every.${price.interval}`, { count: price.intervalCount })}
        </span>
      </td>
    </tr>
  )
}

const TONE = {
  ACTIVE: 'good',
  CANCELED: 'quiet',
  EXPIRED: 'quiet',
  PAST_DUE: 'warn',
  PENDING: 'warn',
  SUSPENDED: 'bad',
  TRIALING: 'busy',
} satisfies Record<SubscriptionRowFragment['status'], Tone>
