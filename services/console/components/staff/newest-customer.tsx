import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { NewestCustomerFragmentDoc } from '@/gql/graphql'
import { paths } from '@/lib/paths'
import { TextLink } from '@/ui/text-link'
import { Time } from '@/ui/time'

/** A customer who has just come. */
export function NewestCustomer({ customer }: { customer: FragmentType<typeof NewestCustomerFragmentDoc> }) {
  const { id, name, createdAt } = readFragment(NewestCustomerFragmentDoc, customer)
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2.5">
      <span className="min-w-0 break-words">
        <TextLink href={paths.staffOrganization(id)}>
          <bdi>{name}</bdi>
        </TextLink>
      </span>
      <span className="text-muted">
        <Time at={createdAt} />
      </span>
    </li>
  )
}
