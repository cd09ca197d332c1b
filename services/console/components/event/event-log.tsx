import type { ReactNode } from 'react'
import type { FragmentType } from '@/gql/fragment-masking'
import type { EventRowFragmentDoc } from '@/gql/graphql'
import { words } from '@/lib/words/server'
import { EmptyState } from '@/ui/empty-state'
import { EventRow } from './event-row'

type Props = {
  events: readonly ({ id: string } & FragmentType<typeof EventRowFragmentDoc>)[]
  /** Names by `usr_…`, where the page knows them. */
  people?: ReadonlyMap<string, string>
  /** Which end of it comes first, where that can be chosen. */
  sort?: ReactNode
  pager?: ReactNode
}

/** What happened, each event as consumers get it. */
export async function EventLog({ events, people, sort, pager }: Props) {
  const t = await words('event')
  if (events.length === 0) return <EmptyState title={t('empty')} />
  return (
    <div className="grid gap-3">
      {sort}
      <ol aria-label={t('list')} className="divide-y divide-line rounded-lg border border-line bg-raised">
        {events.map((event) => (
          <EventRow key={event.id} event={event} people={people} />
        ))}
      </ol>
      {pager}
    </div>
  )
}
