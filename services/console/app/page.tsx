import { redirect } from 'next/navigation'
import { HomeDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { paths } from '@/lib/paths'

/** The start: the first organization's overview, or the way to a first organization. Staff start at their own pages. */
export default async function Home() {
  const { viewer, staff } = await gateway(HomeDocument, {})
  const [first] = viewer.organizations.nodes
  if (first) redirect(paths.overview(first.slug))
  redirect(staff ? paths.staff() : paths.newOrganization())
}
