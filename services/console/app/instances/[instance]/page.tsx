import { redirect } from 'next/navigation'
import { paths } from '@/lib/paths'

/** Where mails lead that are about a site: they know its id and not the organization's name in addresses. */
export default async function InstanceAddress({ params }: PageProps<'/instances/[instance]'>): Promise<never> {
  redirect(paths.find((await params).instance))
}
