import { notFound, redirect } from 'next/navigation'
import { InvoiceAddressDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { paths } from '@/lib/paths'

/** Where mails lead that are about an invoice: they know its id and not the organization's name in addresses. */
export default async function InvoiceAddress({ params }: PageProps<'/invoices/[invoice]'>): Promise<never> {
  const { invoice } = await params
  const { node } = await gateway(InvoiceAddressDocument, { invoice })
  if (node?.__typename !== 'Invoice') notFound()
  redirect(paths.invoice(node.organization.slug, node.id))
}
