import { words } from '@/lib/words/server'

/** What an event's type means, such as “An invoice was paid”; the type itself where we have no words for it. */
export async function eventWords(type: string): Promise<string> {
  const t = await words('event')
  // The version says how the event is written, not what happened. Types come from the gateway, so the key is only likely.
  const key = `types.${type.replace(/\.v\d+$/, '')}` as 'types.billing.invoice.paid'
  return t.has(key) ? t(key) : type
}
