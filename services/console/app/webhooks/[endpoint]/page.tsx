import { redirect } from 'next/navigation'
import { paths } from '@/lib/paths'

/** Where mails lead that are about a webhook: they know its id and not the organization's name in addresses. */
export default async function EndpointAddress({ params }: PageProps<'/webhooks/[endpoint]'>): Promise<never> {
  redirect(paths.find((await params).endpoint))
}
