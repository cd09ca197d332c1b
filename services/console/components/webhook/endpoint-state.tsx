import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { EndpointStateFragmentDoc } from '@/gql/graphql'
import { words } from '@/lib/words/server'
import { Badge, type Tone } from '@/ui/badge'

/** Whether events go there, and arrive. */
export async function EndpointState({ endpoint }: { endpoint: FragmentType<typeof EndpointStateFragmentDoc> }) {
  const { enabled, disabledReason, failingSince } = readFragment(EndpointStateFragmentDoc, endpoint)
  const t = await words('webhook')
  const known = disabledReason === 'GONE' || disabledReason === 'FAILING' ? disabledReason : 'off'
  const state = enabled ? (failingSince ? 'failing' : 'on') : known
  return <Badge tone={TONE[state]}>{t(`states.${state}`)}</Badge>
}

const TONE = { on: 'good', failing: 'warn', off: 'quiet', GONE: 'bad', FAILING: 'bad' } satisfies Record<string, Tone>
