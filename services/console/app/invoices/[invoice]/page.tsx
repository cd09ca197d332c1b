import { redirect } from 'next/navigation'
import { paths } from '@/lib/paths'

/** Where mails lead that are about an invoice: they know its id and not the organization's name in addresses. */
export default async function InvoiceAddress({ params }: PageProps<'/invoices/[invoice]'>): Promise<never> {
  redirect(paths.find((await params).invoice))
}
