import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { PlanCardFragmentDoc } from '@/gql/graphql'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { LinkButton } from '@/ui/link-button'
import { type Choice, priceOf } from './chosen'
import { PlanPrice } from './plan-price'

type Props = { org: string; plan: FragmentType<typeof PlanCardFragmentDoc>; choice: Choice; mayOrder: boolean }

/** A plan at the price that was chosen. A plan that is not sold in the chosen currency is not shown. */
export async function PlanCard({ org, plan: masked, choice, mayOrder }: Props) {
  const { id, name, description, prices } = readFragment(PlanCardFragmentDoc, masked)
  const price = priceOf(prices, choice)
  if (!price) return null
  const t = await words('order')
  return (
    <li
      aria-labelledby={id}
      className="grid grid-rows-[auto_auto_1fr_auto] gap-3 rounded-lg border border-line bg-raised p-5"
    >
      <h3 id={id} className="min-w-0 break-words font-semibold text-base">
        {name}
      </h3>
      <PlanPrice price={price} large />
      <p className="text-muted">{description}</p>
      {mayOrder ? (
        <div className="mt-2 grid">
          <LinkButton href={paths.order(org, price.id)} tone="primary">
            {t('choose')} <span className="sr-only">{name}</span>
          </LinkButton>
        </div>
      ) : null}
    </li>
  )
}
