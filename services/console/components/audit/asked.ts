import type { AuditFilter } from '@/gql/graphql'
import type { Search } from '@/lib/paging'
import { dayStart } from './day-start'

/** Fields that can be filled in so that nothing can be looked for with them. */
export const FIELDS = ['actor', 'type', 'subject', 'from', 'to'] as const
export type Field = (typeof FIELDS)[number]

/** Longer than anything that the record knows. */
const LONGEST = 255

/** What the address's filters ask for, as typed. */
export function typedFilter(search: Search): Record<Field, string> {
  // One too many or too long is no filter that can be read, but it was asked: it has to be seen that it was not answered.
  const text = (name: Field) =>
    [search[name] ?? []]
      .flat()
      .join(' ')
      .trim()
      .slice(0, LONGEST + 1)
  return { actor: text('actor'), type: text('type'), subject: text('subject'), from: text('from'), to: text('to') }
}

/** Who can be asked for by name or address. */
export type Member = { id: string; name: string; email: string }

/** Whether somebody is asked for in words, and not by an id. */
export function asksByName(actor: string): boolean {
  return actor !== '' && !isActor(actor)
}

/**
 * The same as the gateway takes it; days are the reader's, and the last one counts. What cannot be read is `wrong`, and then
 * there is no answer: the list without it would be another one than was asked for.
 */
export function auditFilter(
  { actor, type, subject, from, to }: Record<Field, string>,
  timeZone: string,
  members: readonly Member[],
): { filter: AuditFilter; wrong: readonly Field[] } {
  const who = asksByName(actor) ? memberOf(actor, members) : actor
  const [begins, ends] = [dayStart(from, timeZone), dayStart(to, timeZone, 1)]
  const reads: Record<Field, boolean> = {
    actor: actor === '' || who !== undefined,
    type: type === '' || isType(type),
    subject: subject === '' || isId(subject),
    from: from === '' || begins !== undefined,
    to: to === '' || (ends !== undefined && (!begins || begins < ends)),
  }
  const filter = {
    ...(who && { actor: who }),
    ...(type && { type }),
    ...(subject && { subject }),
    ...(begins && { from: begins }),
    ...(ends && { to: ends }),
  }
  return { filter, wrong: FIELDS.filter((name) => !reads[name]) }
}

/** The one member who is called so, or whose name or address has this in it. */
function memberOf(text: string, members: readonly Member[]): string | undefined {
  const wanted = text.toLowerCase()
  const told = members.map(({ id, name, email }) => ({ id, texts: [name.toLowerCase(), email.toLowerCase()] }))
  const exactly = told.filter(({ texts }) => texts.includes(wanted))
  const found = exactly.length > 0 ? exactly : told.filter(({ texts }) => texts.some((text) => text.includes(wanted)))
  return found.length === 1 ? found[0]?.id : undefined
}

const isActor = (text: string) => text.length <= LONGEST && /^[a-z]+[:_][a-z0-9_.-]+$/.test(text)
const isType = (text: string) => text.length <= LONGEST && /^[a-z_]+(\.[a-z0-9_]+)*(\.\*)?$/.test(text)
const isId = (text: string) => text.length <= LONGEST && /^[a-z]+_[a-z0-9]+$/.test(text)
