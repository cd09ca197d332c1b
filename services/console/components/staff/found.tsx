import { InvoiceState } from '@/components/invoice/invoice-state'
import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import {
  FoundInvoiceFragmentDoc,
  type FoundNodeFragmentDoc,
  InvoiceRowFragmentDoc,
  type OrganizationRowFragmentDoc,
  type UserRowFragmentDoc,
} from '@/gql/graphql'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { Card } from '@/ui/card'
import { EmptyState } from '@/ui/empty-state'
import { Money } from '@/ui/money'
import { Table } from '@/ui/table'
import { TextLink } from '@/ui/text-link'
import { FoundNode } from './found-node'
import { FoundOrganizations } from './found-organizations'
import { UserRow } from './user-row'

type Props = {
  text: string
  found: {
    organizations: readonly ({ id: string } & FragmentType<typeof OrganizationRowFragmentDoc>)[]
    users: readonly ({ user: { id: string } } & FragmentType<typeof UserRowFragmentDoc>)[]
    invoices: readonly ({ id: string } & FragmentType<typeof FoundInvoiceFragmentDoc>)[]
    node?: FragmentType<typeof FoundNodeFragmentDoc> | null
  }
  mayResend: boolean
}

/** What a search has found, by kind; kinds without a hit are left out. */
export async function Found({ text, found: { organizations, users, invoices, node }, mayResend }: Props) {
  const t = await words('staff.search')
  if (organizations.length + users.length + invoices.length === 0 && !node) {
    return (
      <EmptyState title={t('nothing', { text })} action={{ label: t('all'), href: paths.staffSearch() }}>
        {t('nothingText')}
      </EmptyState>
    )
  }
  return (
    <>
      {node ? (
        <Card title={t('byId')}>
          <FoundNode node={node} mayResend={mayResend} />
        </Card>
      ) : null}
      {organizations.length > 0 ? (
        <FoundOrganizations title={t('organizations')} organizations={organizations} />
      ) : null}
      {users.length > 0 ? (
        <section aria-label={t('users')} className="grid gap-3">
          <h2 className="font-semibold text-base">{t('users')}</h2>
          <Table caption={t('users')} columns={[t('person'), t('address'), t('organizations'), t('since')]}>
            {users.map((user) => (
              <UserRow key={user.user.id} user={user} />
            ))}
          </Table>
        </section>
      ) : null}
      {invoices.length > 0 ? (
        <section aria-label={t('invoices')} className="grid gap-3">
          <h2 className="font-semibold text-base">{t('invoices')}</h2>
          <Table
            caption={t('invoices')}
            columns={[t('number'), t('state'), t('customer'), { label: t('total'), end: true }]}
          >
            {invoices.map((invoice) => (
              <FoundInvoice key={invoice.id} invoice={invoice} />
            ))}
          </Table>
        </section>
      ) : null}
    </>
  )
}

function FoundInvoice({ invoice: masked }: { invoice: FragmentType<typeof FoundInvoiceFragmentDoc> }) {
  const invoice = readFragment(FoundInvoiceFragmentDoc, masked)
  const { id, number, status, total } = readFragment(InvoiceRowFragmentDoc, invoice)
  const { organization } = invoice
  return (
    <tr>
      <th scope="row">
        <TextLink href={paths.invoice(organization.slug, id)}>{number ?? id}</TextLink>
      </th>
      <td>
        <InvoiceState status={status} />
      </td>
      <td className="max-w-64 break-words">
        <TextLink href={paths.staffOrganization(organization.id)}>
          <bdi>{organization.name}</bdi>
        </TextLink>
      </td>
      <td className="text-end">
        <Money {...total} />
      </td>
    </tr>
  )
}
