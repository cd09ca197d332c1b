import { notFound, redirect } from 'next/navigation'
import { readFragment } from '@/gql/fragment-masking'
import { FindDocument, FindPlaceFragmentDoc } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { paths } from '@/lib/paths'
import { placeOf } from './place'

/** Leads from an id alone to where its object is shown: its own page, or that of what it belongs to. */
export default async function FindPage({ params }: PageProps<'/find/[id]'>): Promise<never> {
  const { id } = await params
  const people = id.startsWith('usr_')
  const { node: masked, viewer, staff } = await gateway(FindDocument, { id, people })
  const node = readFragment(FindPlaceFragmentDoc, masked)
  const organizations = viewer.organizations.nodes
  // Other people are no objects to the viewer, only members.
  const theirs = organizations.find(({ members }) => members?.nodes.some((member) => member.user.id === id))
  const place = (node && placeOf(node, organizations)) ?? (theirs && paths.members(theirs.slug))
  redirect(place ?? (staff ? paths.staffSearch(id) : notFound()))
}
