import { eventWords } from '@/components/event/event-words'
import { words } from '@/lib/words/server'
import { SERVICES } from './event-types'

/** Which events an endpoint wants, in words, with their types. */
export async function EventFilter({ types }: { types: readonly string[] }) {
  const t = await words('webhook')
  if (types.length === 0) return t('everything')
  const told = await Promise.all(types.map(async (type) => ({ type, said: await said(type) })))
  return (
    <ul className="grid gap-1.5">
      {told.map(({ type, said }) => (
        <li key={type} className="grid min-w-0">
          <span>{said}</span>
          <code className="break-all font-mono text-muted text-xs">{type}</code>
        </li>
      ))}
    </ul>
  )
}

async function said(type: string): Promise<string> {
  const t = await words('webhook')
  const service = SERVICES.find((name) => type === `${name}.*`)
  return service ? t('allOf', { service: t(`services.${service}`) }) : eventWords(type)
}
