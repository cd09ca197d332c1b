import { words } from '@/lib/words/server'
import { Notice } from '@/ui/notice'
import { Time } from '@/ui/time'

type Props = {
  endpoint: {
    enabled: boolean
    disabledAt: string | null
    disabledReason: string | null
    failingSince: string | null
  }
}

/** Why nothing arrives, since when, and what to do; nothing where all is well. */
export async function EndpointTrouble({ endpoint }: Props) {
  const { enabled, disabledAt, disabledReason, failingSince } = endpoint
  const t = await words('webhook')
  if (!enabled && !disabledReason) return <Notice tone="warn">{t('disabled.byHand')}</Notice>
  if (!enabled) {
    const known = disabledReason === 'GONE' || disabledReason === 'FAILING'
    return (
      <Notice tone="bad">
        <p className="font-medium">
          {known ? t(`disabled.${disabledReason}`) : t('disabled.other', { reason: disabledReason ?? '' })}
        </p>
        <p className="mt-1">
          {disabledAt ? (
            <>
              {t('disabled.since')} <Time at={disabledAt} />
              {'. '}
            </>
          ) : null}
          {t('disabled.next')}
        </p>
      </Notice>
    )
  }
  if (!failingSince) return null
  return (
    <Notice tone="warn">
      <p className="font-medium">
        {t('failing')} <Time at={failingSince} />
      </p>
      <p className="mt-1">{t('failingText')}</p>
    </Notice>
  )
}
