import { redirect } from 'next/navigation'
import { paths } from '@/lib/paths'

/** Where mails lead that are about an organization: they know its id and not the organization's name in addresses. */
export default async function OrganizationAddress({
  params,
}: PageProps<'/organizations/[organization]'>): Promise<never> {
  redirect(paths.find((await params).organization))
}
