import type { ReactNode } from 'react'
import { eventWords } from '@/components/event/event-words'
import { declineWords } from '@/components/invoice/decline-words'
import { absolute, clock, duration } from '@/lib/format/time'
import { zone } from '@/lib/format/zone'
import { locale, words } from '@/lib/words/server'
import { CopyText } from '@/ui/copy-text'
import { Icon, type IconName } from '@/ui/icon'
import { Tip } from '@/ui/tip'
import type { Step, StepState } from './timeline'

/** One step of an order: what, where it stands, when, and which event told it. */
export async function TimelineStep({
  step,
  region,
  children,
}: {
  step: Step
  region?: string | undefined
  children?: ReactNode
}) {
  const { name, state, at, took, about, requestId, event } = step
  const t = await words('order.timeline')
  const language = await locale()
  const shown = event !== null || (about !== null && state !== 'waiting' && state !== 'off')
  return (
    <li className="group/step relative grid grid-cols-[1.75rem_minmax(0,1fr)] gap-x-3 pb-6 last:pb-0">
      <span
        aria-hidden="true"
        className={`absolute start-[0.8125rem] top-7 bottom-0 w-0.5 rounded-full group-last/step:hidden ${state === 'done' ? 'bg-good' : 'bg-line'}`}
      />
      <span
        aria-hidden="true"
        className={`grid size-7 place-items-center rounded-full border ${DOTS[state]} ${state === 'done' && name === 'live' ? 'ring-4 ring-good-soft' : ''}`}
      >
        <Icon name={ICONS[state]} size={15} stroke={2.5} className={state === 'running' ? 'animate-spin' : ''} />
      </span>
      <div className="grid min-w-0 content-start gap-1 pt-1">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5">
          <p className={`min-w-0 ${state === 'waiting' || state === 'off' ? 'text-muted' : 'font-medium'}`}>
            {await titleOf(step, region)} <span className={SAID[state]}>{t(`states.${state}`)}</span>
          </p>
          {at ? (
            <span className="text-muted text-xs tabular-nums">
              {took === null ? null : <span className="me-2">{duration(took, language)}</span>}
              <Tip text={absolute(at, language, await zone())}>
                <time dateTime={at}>{clock(at, language, await zone())}</time>
              </Tip>
            </span>
          ) : null}
        </div>
        {await textOf(step)}
        {requestId ? (
          <p className="text-muted text-xs">
            {t('request')} <CopyText text={requestId} />
          </p>
        ) : null}
        {children}
        {shown ? (
          <details className="text-muted text-xs">
            <summary className="min-h-6 w-fit rounded-sm py-1">
              {event ? <code className="break-all font-mono">{event.type}</code> : t('details')}
            </summary>
            <dl className="mt-1 grid gap-x-3 gap-y-1 sm:grid-cols-[max-content_minmax(0,1fr)]">
              {event ? (
                <>
                  <dt>{t('event')}</dt>
                  <dd>{await eventWords(event.type)}</dd>
                  <dt>{t('eventId')}</dt>
                  <dd>
                    <CopyText text={event.id} />
                  </dd>
                </>
              ) : null}
              {about ? (
                <>
                  <dt>{t('about')}</dt>
                  <dd>
                    <CopyText text={about} />
                  </dd>
                </>
              ) : null}
            </dl>
          </details>
        ) : null}
      </div>
    </li>
  )
}

async function titleOf({ name, state, code }: Step, region: string | undefined): Promise<string> {
  const t = await words('order.timeline')
  if (name === 'live' && state === 'failed') return t('notLive')
  if (name === 'live' && state !== 'done') return t('toBeLive')
  if (name === 'capacity') return region ? t('capacityIn', { region }) : t('names.capacity')
  if (name !== 'work' || code === null) return t(`names.${name === 'work' ? 'live' : name}`)
  const key = `work.${code}` as 'work.place'
  return t.has(key) ? t(key) : code
}

/** What went wrong and what to do, or what one waits for. */
async function textOf({ name, state, reason }: Step): Promise<ReactNode> {
  const t = await words('order.timeline')
  if (name === 'declined')
    return <p className="text-danger">{await declineWords('declines', reason ?? 'card_declined')}</p>
  if (name === 'live' && state === 'failed') {
    const key = `reasons.${reason}` as 'reasons.other'
    return <p className="text-danger">{reason && t.has(key) ? t(key) : t('reasons.other', { code: reason ?? '?' })}</p>
  }
  if (name === 'work' && state === 'failed' && reason)
    return <p className="text-danger">{t('workFailed', { code: reason })}</p>
  const key = `texts.${name}` as 'texts.voided'
  return t.has(key) ? <p className="text-muted">{t(key)}</p> : null
}

const ICONS = {
  done: 'check',
  running: 'loaderCircle',
  waiting: 'circle',
  yours: 'hand',
  failed: 'x',
  off: 'minus',
} satisfies Record<StepState, IconName>

const DOTS = {
  done: 'border-good bg-good-soft text-good',
  running: 'border-accent bg-accent-soft text-accent',
  waiting: 'border-line bg-raised text-line',
  yours: 'border-warn bg-warn-soft text-warn',
  failed: 'border-danger bg-danger-soft text-danger',
  off: 'border-line bg-raised text-muted',
} satisfies Record<StepState, string>

/** States that are to be seen at once stand there in words; of the others the icon says enough to who sees it. */
const SAID = {
  done: 'sr-only',
  running: 'ms-1 text-accent text-xs',
  waiting: 'sr-only',
  yours: 'ms-1 text-warn text-xs',
  failed: 'sr-only',
  off: 'sr-only',
} satisfies Record<StepState, string>
