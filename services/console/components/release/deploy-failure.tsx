'use client'

import { useWords } from '@/lib/words/client'
import { Button } from '@/ui/button'
import { Problem } from '@/ui/problem'

/** Why a deployment did not happen: a code, and what the server says about it. */
export type Failure = { code: string; message?: string | undefined; requestId?: string | undefined }

type Props = {
  failure: Failure
  /** What would be tried again, and how; nothing where the same thing would be refused again. */
  name?: string
  onRetry?: () => void
  onLeave: () => void
}

/** What went wrong, and the ways on. What was chosen stays chosen. */
export function DeployFailure({ failure: { code, message, requestId }, name, onRetry, onLeave }: Props) {
  const t = useWords('deploy')
  const known = `problems.${code}` as 'problems.INTERNAL'
  return (
    <Problem
      title={t('failed')}
      detail={requestId ? t('request', { id: requestId }) : undefined}
      action={
        <>
          {onRetry ? (
            <Button tone="primary" onPress={onRetry}>
              {t('retry')}
            </Button>
          ) : null}
          <Button onPress={onLeave}>{t('another')}</Button>
        </>
      }
    >
      <p>{t.has(known) ? t(known) : (message ?? t('problems.INTERNAL'))}</p>
      {message && t.has(known) ? (
        <p className="min-w-0 break-words text-muted">
          <bdi>{t('entry', { message })}</bdi>
        </p>
      ) : null}
      {name ? (
        <p className="min-w-0 break-words text-muted">
          <bdi>{t('retryHelp', { name })}</bdi>
        </p>
      ) : null}
    </Problem>
  )
}
