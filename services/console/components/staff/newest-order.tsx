import { InvoiceState } from '@/components/invoice/invoice-state'
import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { NewestOrderFragmentDoc } from '@/gql/graphql'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { Money } from '@/ui/money'
import { TextLink } from '@/ui/text-link'
import { Time } from '@/ui/time'

/** What somebody has just ordered. */
export async function NewestOrder({ order }: { order: FragmentType<typeof NewestOrderFragmentDoc> }) {
  const { id, number, status, createdAt, total, organization } = readFragment(NewestOrderFragmentDoc, order)
  const t = await words('staff.orders')
  return (
    <li className="grid grid-cols-1 gap-2 py-2.5">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <span className="flex flex-wrap items-center gap-2">
          <TextLink href={paths.invoice(organization.slug, id)}>{number ?? t('notIssued')}</TextLink>
          <InvoiceState status={status} />
        </span>
        <Money {...total} />
      </div>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <span className="min-w-0 break-words">
          <TextLink href={paths.staffOrganization(organization.id)}>
            <bdi>{organization.name}</bdi>
          </TextLink>
        </span>
        <span className="text-muted">
          <Time at={createdAt} />
        </span>
      </div>
    </li>
  )
}
