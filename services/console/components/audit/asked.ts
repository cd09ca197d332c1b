import type { AuditFilter } from '@/gql/graphql'
import { one, type Search } from '@/lib/paging'
import { dayStart } from './day-start'

/** What the address's filters ask for, as typed. */
export function typedFilter(search: Search) {
  const text = (name: string) => one(search[name])?.trim() ?? ''
  return { actor: text('actor'), type: text('type'), subject: text('subject'), from: text('from'), to: text('to') }
}

/**
 * The same as the gateway takes it; days are the reader's, and the last one counts. Nonsense asks for nothing: neither what
 * is no filter, nor a last day before the first.
 */
export function auditFilter(search: Search, timeZone: string): AuditFilter {
  const { actor, type, subject, from, to } = typedFilter(search)
  const begins = dayStart(from, timeZone)
  const ends = dayStart(to, timeZone, 1)
  return {
    ...(/^[a-z]+[:_][a-z0-9_.-]+$/.test(actor) && { actor }),
    ...(/^[a-z_]+(\.[a-z0-9_]+)*(\.\*)?$/.test(type) && { type }),
    ...(/^[a-z]+_[a-z0-9]+$/.test(subject) && { subject }),
    ...(begins && { from: begins }),
    ...(ends && (!begins || begins < ends) && { to: ends }),
  }
}
