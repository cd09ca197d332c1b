import type { ReactNode } from 'react'
import { SiteLink } from '@/components/instance/site-link'
import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { OrderEventFragmentDoc, OrderTimelineFragmentDoc } from '@/gql/graphql'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { Card } from '@/ui/card'
import { LinkButton } from '@/ui/link-button'
import { TextLink } from '@/ui/text-link'
import { Time } from '@/ui/time'
import { OrderStanding } from './order-standing'
import { type Step, timeline } from './timeline'
import { TimelineStep } from './timeline-step'

type Props = {
  org: string
  invoice: FragmentType<typeof OrderTimelineFragmentDoc>
  /** What the record says, for who may read it. */
  events: readonly FragmentType<typeof OrderEventFragmentDoc>[]
  /** The way to pay, at the step where that is done. */
  pay: ReactNode
  mayOrder: boolean
}

/** An order from the click to the running site: what is over, what goes on, what is to come, and what to do about it. */
export async function OrderTimeline({ org, invoice, events, pay, mayOrder }: Props) {
  const order = readFragment(OrderTimelineFragmentDoc, invoice)
  const told = timeline(order, readFragment(OrderEventFragmentDoc, events))
  const t = await words('order.timeline')
  const sites = new Map(order.subscriptions.map((subscription) => [subscription.id, subscription]))
  const [first] = order.subscriptions
  const again = first && { price: first.price.id, name: first.instance?.name }
  const reorder = again ? (
    <LinkButton
      href={`${paths.order(org, again.price)}${again.name ? `?${new URLSearchParams({ name: again.name })}` : ''}`}
    >
      {t('again')}
    </LinkButton>
  ) : null
  const urls = order.subscriptions.flatMap(({ instance }) => (instance?.url ? [instance.url] : []))
  return (
    <div className="grid gap-6">
      <OrderStanding told={told}>
        {told.state === 'done' ? (
          <ul className="grid gap-1 text-base">
            {urls.map((url) => (
              <li key={url}>
                <SiteLink url={url} />
              </li>
            ))}
          </ul>
        ) : null}
        {told.state === 'failed' && mayOrder ? reorder : null}
      </OrderStanding>
      <Card title={t('orderAndPayment')}>
        <ol>
          {told.order.map((step) => (
            <TimelineStep key={step.key} step={step}>
              {moneyPart(step)}
            </TimelineStep>
          ))}
        </ol>
      </Card>
      {told.courses.map(({ subscription, steps }) => {
        const { instance, price } = sites.get(subscription) ?? {}
        return (
          <Card
            key={subscription}
            title={instance?.name ?? price?.plan.name ?? subscription}
            aside={instance ? <span className="text-muted">{price?.plan.name}</span> : null}
          >
            <ol>
              {steps.map((step) => (
                <TimelineStep key={step.key} step={step} region={instance?.region.name}>
                  {step.name === 'live' && step.state === 'done' && instance ? (
                    <p className="flex min-w-0 flex-wrap gap-x-4 gap-y-1">
                      {instance.url ? <SiteLink url={instance.url} /> : null}
                      <TextLink href={paths.instance(org, instance.id)}>{t('toSite')}</TextLink>
                    </p>
                  ) : null}
                </TimelineStep>
              ))}
            </ol>
          </Card>
        )
      })}
    </div>
  )

  function moneyPart({ key, name }: Step): ReactNode {
    if (name === 'invoice') return <TextLink href={paths.invoice(org, order.id)}>{t('toInvoice')}</TextLink>
    if (name === 'issued' && order.number) return <p className="text-muted">{t('number', { number: order.number })}</p>
    if (key !== 'payment') return null
    return (
      <>
        {name === 'pay' && order.status === 'OPEN' && order.dueAt ? (
          <p className="text-muted">
            {t('heldUntil')} <Time at={order.dueAt} />
          </p>
        ) : null}
        <div className="mt-1 max-w-sm">{pay}</div>
      </>
    )
  }
}
