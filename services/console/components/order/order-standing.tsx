import type { ReactNode } from 'react'
import { words } from '@/lib/words/server'
import { Progress } from '@/ui/progress'
import type { Timeline } from './timeline'

/** Where the whole order stands, in a sentence that is read out when it changes. */
export async function OrderStanding({ told, children }: { told: Timeline; children: ReactNode }) {
  const t = await words('order.timeline')
  const { state, done, of } = told
  return (
    <div className={`grid gap-3 rounded-lg border p-4 sm:p-5 ${TONES[state]}`}>
      <div role="status" className="grid gap-1">
        <p className="font-semibold text-lg">{t(`standing.${state}`)}</p>
        <p className="text-ink">{t(`standingText.${state}`)}</p>
      </div>
      {state === 'failed' ? null : (
        <div className="flex items-center gap-3 text-ink text-xs">
          <Progress value={done / of} label={t('progress')} />
          <span className="whitespace-nowrap tabular-nums">{t('steps', { done, of })}</span>
        </div>
      )}
      <div className="empty:hidden">{children}</div>
    </div>
  )
}

const TONES = {
  done: 'border-line bg-good-soft text-good',
  running: 'border-line bg-accent-soft text-accent',
  yours: 'border-line bg-warn-soft text-warn',
  failed: 'border-danger bg-danger-soft text-danger',
} satisfies Record<Timeline['state'], string>
