import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { EventRowFragmentDoc } from '@/gql/graphql'
import { formatNumber } from '@/lib/format/number'
import { clock, day } from '@/lib/format/time'
import { zone } from '@/lib/format/zone'
import { locale, words } from '@/lib/words/server'
import { CopyText } from '@/ui/copy-text'
import { Fact, Facts } from '@/ui/facts'
import { Icon } from '@/ui/icon'
import { EventChanges } from './event-changes'
import { eventWords } from './event-words'

type Props = {
  event: FragmentType<typeof EventRowFragmentDoc>
  people?: ReadonlyMap<string, string> | undefined
}

/** One event: when, what, by whom; all of it unfolds, without a script too. */
export async function EventRow({ event: masked, people }: Props) {
  const { id, type, occurredAt, actor, subject, sequence, sessionId, origin, changes, event } = readFragment(
    EventRowFragmentDoc,
    masked,
  )
  const t = await words('event')
  const [language, timeZone] = [await locale(), await zone()]
  return (
    <li className="grid gap-x-6 gap-y-1 px-4 py-3 sm:grid-cols-[8.5rem_1fr]">
      <time dateTime={occurredAt} className="flex flex-wrap gap-x-2 text-muted text-xs sm:flex-col">
        <span className="font-mono text-ink text-sm">{clock(occurredAt, language, timeZone)}</span>
        <span>{day(occurredAt, language, timeZone)}</span>
      </time>
      <div className="grid min-w-0 gap-1">
        <p className="flex min-w-0 flex-wrap items-baseline gap-x-2">
          <span className="font-medium">{await eventWords(type)}</span>
          <code className="break-all font-mono text-muted text-xs">{type}</code>
        </p>
        <p className="flex min-w-0 flex-wrap items-center gap-x-3 text-muted text-xs">
          <bdi className="min-w-0 break-words">{t('by', { who: await whoIs(actor, people) })}</bdi>
          <CopyText text={id} />
        </p>
        <details className="group">
          <summary className="inline-flex min-h-6 list-none items-center gap-1 rounded-sm text-accent text-xs hover:text-accent-hover [&::-webkit-details-marker]:hidden">
            <Icon name="chevronRight" size={14} className="group-open:rotate-90 rtl:-scale-x-100" />
            {t('details')}
          </summary>
          <div className="mt-2 grid gap-4">
            <Facts>
              {actor ? (
                <Fact name={t('actor')}>
                  <CopyText text={actor} />
                </Fact>
              ) : null}
              <Fact name={t('subject')}>
                <CopyText text={subject} />
              </Fact>
              {sessionId ? (
                <Fact name={t('session')}>
                  <CopyText text={sessionId} />
                </Fact>
              ) : null}
              {origin?.ipAddress ? <Fact name={t('address')}>{origin.ipAddress}</Fact> : null}
              {origin?.userAgent ? (
                <Fact name={t('device')}>
                  <bdi>{origin.userAgent}</bdi>
                </Fact>
              ) : null}
              <Fact name={t('sequence')}>{formatNumber(sequence, language)}</Fact>
            </Facts>
            <EventChanges changes={changes} />
            <figure className="grid min-w-0 gap-1.5">
              <figcaption className="text-muted text-xs">{t('json')}</figcaption>
              <pre className="whitespace-pre-wrap break-all rounded-md border border-line bg-canvas p-3 font-mono text-xs">
                {JSON.stringify(event, null, 2)}
              </pre>
            </figure>
          </div>
        </details>
      </div>
    </li>
  )
}

/** A name where the page knows one, else what kind of actor it was. */
async function whoIs(actor: string | null | undefined, people?: ReadonlyMap<string, string>): Promise<string> {
  const t = await words('event')
  if (!actor) return t('nobody')
  const [kind, name = ''] = actor.split(':', 2)
  if (kind === 'service') return t('service', { name })
  if (kind === 'system') return t('system', { name })
  return people?.get(actor) ?? (actor.startsWith('usr_') ? `${t('person')} (${actor})` : actor)
}
