import type { OperationStatus } from '@/gql/graphql'
import { duration } from '@/lib/format/time'
import { locale, words } from '@/lib/words/server'
import { Icon, type IconName } from '@/ui/icon'

type Step = { name: string; status: OperationStatus; startedAt?: string | null; finishedAt?: string | null }

/** What an operation consists of, in order; each step with its state and how long it took. */
export async function OperationSteps({ steps }: { steps: readonly Step[] }) {
  const t = await words('instance.operations')
  const language = await locale()
  return (
    <ol aria-label={t('stepList')} className="grid gap-2">
      {steps.map(({ name, status, startedAt, finishedAt }) => {
        const [icon, look] = ICON[status]
        const known = `steps.${name}` as 'steps.apply'
        return (
          <li key={name} className="flex items-center gap-3">
            <Icon name={icon} size={18} className={`shrink-0 ${look}`} />
            <span className="min-w-0">{t.has(known) ? t(known) : name}</span>
            <span className="ms-auto whitespace-nowrap text-muted text-xs tabular-nums">
              {startedAt && finishedAt ? (
                <>
                  <span className="sr-only">{t(`stepStates.${status}`)} </span>
                  {duration(Date.parse(finishedAt) - Date.parse(startedAt), language)}
                </>
              ) : (
                t(`stepStates.${status}`)
              )}
            </span>
          </li>
        )
      })}
    </ol>
  )
}

const ICON = {
  CANCELED: ['circleDashed', 'text-muted'],
  FAILED: ['x', 'text-danger'],
  QUEUED: ['circle', 'text-muted'],
  RUNNING: ['loaderCircle', 'animate-spin text-accent'],
  SUCCEEDED: ['check', 'text-good'],
} as const satisfies Record<OperationStatus, readonly [IconName, string]>
