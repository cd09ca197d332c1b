import { eventWords } from '@/components/event/event-words'
import { words } from '@/lib/words/server'
import type { EventGroup } from './event-choice'
import { EVENT_TYPES, SERVICES } from './event-types'

/**
 * What can be chosen, in the reader's words. `chosen` adds what an endpoint has and we do not know, such as the narrower
 * prefix `billing.invoice.*`: else saving would lose it.
 */
export async function eventGroups(chosen: readonly string[] = []): Promise<EventGroup[]> {
  const t = await words('webhook')
  return Promise.all(
    SERVICES.map(async (service) => {
      const known: readonly string[] = EVENT_TYPES[service]
      const wildcard = `${service}.*`
      const others = chosen.filter(
        (type) => type.startsWith(`${service}.`) && type !== wildcard && !known.includes(type),
      )
      const types = [...known, ...others].map(async (type) => ({ type, label: await eventWords(type) }))
      return { service, label: t(`services.${service}`), wildcard, types: await Promise.all(types) }
    }),
  )
}
