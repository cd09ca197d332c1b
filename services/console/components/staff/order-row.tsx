import { InstanceState } from '@/components/instance/instance-state'
import { InvoiceState } from '@/components/invoice/invoice-state'
import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { OrderRowFragmentDoc } from '@/gql/graphql'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { CopyText } from '@/ui/copy-text'
import { Money } from '@/ui/money'
import { TextLink } from '@/ui/text-link'
import { Time } from '@/ui/time'

/** An order in a line, as the invoice that it made: whose, what was ordered, what became of it. */
export async function OrderRow({ order }: { order: FragmentType<typeof OrderRowFragmentDoc> }) {
  const { id, number, status, createdAt, total, organization, subscriptions } = readFragment(OrderRowFragmentDoc, order)
  const t = await words('staff.orders')
  return (
    <tr>
      <th scope="row">
        <div className="grid gap-0.5">
          <TextLink href={paths.invoice(organization.slug, id)}>{number ?? t('notIssued')}</TextLink>
          <CopyText text={id} />
        </div>
      </th>
      <td className="max-w-64 break-words">
        <TextLink href={paths.staffOrganization(organization.id)}>
          <bdi>{organization.name}</bdi>
        </TextLink>
      </td>
      <td>
        <ul className="grid max-w-64 gap-2 break-words">
          {subscriptions.map(({ id, price, instance }) => (
            <li key={id} className="grid justify-items-start gap-1">
              <bdi>{price.plan.name}</bdi>
              {instance ? (
                <>
                  <TextLink href={paths.instance(organization.slug, instance.id)}>
                    <bdi>{instance.name}</bdi>
                  </TextLink>
                  <InstanceState status={instance.status} />
                </>
              ) : null}
            </li>
          ))}
        </ul>
      </td>
      <td>
        <InvoiceState status={status} />
      </td>
      <td className="text-end">
        <Money {...total} />
      </td>
      <td>
        <Time at={createdAt} />
      </td>
    </tr>
  )
}
