import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { OrderPreview } from '@/components/order/order-preview'
import { wishOf } from '@/components/order/wish'
import { PlanPrice } from '@/components/plan/plan-price'
import { OrderPageDocument } from '@/gql/graphql'
import { isZero } from '@/lib/format/is-zero'
import { gateway } from '@/lib/gateway/gateway'
import { one } from '@/lib/paging'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { Card } from '@/ui/card'
import { Notice } from '@/ui/notice'
import { PageHeader } from '@/ui/page-header'
import { QueryForm } from '@/ui/query-form'
import { SelectField } from '@/ui/select-field'
import { TextField } from '@/ui/text-field'
import { TextLink } from '@/ui/text-link'
import { PlaceOrderForm } from './place-order-form'
import { previewOf } from './preview'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('order'))('configure') }
}

/** Where the focus goes when the price has come. */
const RESULT = 'price'

export default async function OrderPage({ params, searchParams }: PageProps<'/[org]/order/[price]'>) {
  const { org, price: id } = await params
  const search = await searchParams
  const { organization, node: price, regions } = await gateway(OrderPageDocument, { org, price: id })
  if (!organization || price?.__typename !== 'Price') notFound()
  const t = await words('order')
  const query = new URLSearchParams({ interval: price.interval.toLowerCase(), currency: price.amount.currency })
  const plans = `${paths.plans(org)}?${query}`
  const under = <TextLink href={plans}>{t('otherPlan')}</TextLink>
  const title = t('orderOne', { plan: price.plan.name })
  if (!organization.viewerPermissions.includes('billing.order.place')) {
    return (
      <>
        <PageHeader title={title} under={under} />
        <Notice>{t('mayNot')}</Notice>
      </>
    )
  }
  const wish = wishOf(search)
  const asked = await previewOf(organization.id, price.id, wish, { regions, refused: one(search.refused) })
  const { preview, errors, problem } = asked
  const orderable = preview && Object.keys(errors).length === 0
  const order = {
    org,
    organizationId: organization.id,
    priceId: price.id,
    name: wish.name ?? '',
    region: wish.region,
    coupon: wish.coupon,
  }
  const free = isZero(price.amount)
  return (
    <>
      <PageHeader title={title} under={under} />
      <div className="grid items-start gap-6 lg:grid-cols-[1fr_24rem]">
        <Card title={t('configure')}>
          <div className="mb-5 grid gap-2">
            <PlanPrice price={price} />
            <p className="text-muted">{price.plan.description}</p>
          </div>
          <QueryForm path={paths.order(org, price.id)} errors={errors} result={RESULT} submit={t('showPrice')}>
            <TextField
              key={`name ${wish.name}`}
              name="name"
              label={t('name')}
              help={t('nameHelp')}
              defaultValue={wish.name ?? ''}
              autoComplete="off"
              isRequired
            />
            <SelectField
              key={`region ${wish.region}`}
              name="region"
              label={t('region')}
              help={t('regionHelp')}
              defaultValue={wish.region}
              error={errors.region}
              options={[
                { value: '', label: t('anyRegion') },
                ...regions.map(({ id, name, available }) => ({
                  value: id,
                  label: available ? name : t('soldOut', { region: name }),
                  disabled: !available,
                })),
              ]}
            />
            <TextField
              key={`coupon ${wish.coupon}`}
              name="coupon"
              label={t('coupon')}
              help={t('couponHelp')}
              defaultValue={wish.coupon}
              autoComplete="off"
            />
          </QueryForm>
        </Card>
        <section
          id={RESULT}
          tabIndex={-1}
          aria-labelledby={`${RESULT}-title`}
          className="grid gap-4 rounded-lg border border-line bg-raised p-4 sm:p-5 lg:sticky lg:top-6"
        >
          <h2 id={`${RESULT}-title`} className="font-semibold text-base">
            {t('price')}
          </h2>
          {problem ? (
            <Notice tone="bad" live>
              {problem}
            </Notice>
          ) : null}
          {preview && orderable ? (
            <PlaceOrderForm
              key={`${wish.name}\n${wish.region}\n${wish.coupon}`}
              order={{ ...order, previewToken: preview.token }}
              attempt={crypto.randomUUID()}
              submit={t('place')}
              note={free ? t('placeNoteFree') : t('placeNote')}
            >
              <OrderPreview preview={preview} asked={{ price, coupon: wish.coupon }} />
            </PlaceOrderForm>
          ) : null}
          {preview && !orderable ? (
            <>
              <OrderPreview preview={preview} asked={{ price, coupon: wish.coupon }} />
              <Notice tone="warn">{t('fixFirst')}</Notice>
            </>
          ) : null}
          {preview || problem ? null : (
            <p className="text-muted">{errors.name || errors.coupon ? t('fixFirst') : t('notYet')}</p>
          )}
        </section>
      </div>
    </>
  )
}
