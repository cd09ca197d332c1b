'use client'

import { formatBytes } from '@/lib/format/bytes'
import { useReader, useWords } from '@/lib/words/client'
import { Button } from '@/ui/button'
import { Problem } from '@/ui/problem'
import type { Excess } from './fits'

/** Why a deployment did not happen: a code, and what the server says about it. */
export type Failure = { code: string; message?: string | undefined; requestId?: string | undefined }

type Props = {
  failure: Failure | Excess
  /** What would be tried again, and how; nothing where the same thing would be refused again. */
  name?: string
  onRetry?: () => void
  onLeave: () => void
}

/** What went wrong, and the ways on. What was chosen stays chosen. */
export function DeployFailure({ failure, name, onRetry, onLeave }: Props) {
  const t = useWords('deploy')
  return (
    <Problem
      title={t('failed')}
      detail={'code' in failure && failure.requestId ? t('request', { id: failure.requestId }) : undefined}
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
      {'code' in failure ? <Refusal {...failure} /> : <TooMuch {...failure} />}
      {name ? (
        <p className="min-w-0 break-words text-muted">
          <bdi>{t('retryHelp', { name })}</bdi>
        </p>
      ) : null}
    </Problem>
  )
}

/** What the server, or the way to it, had against it. */
function Refusal({ code, message }: Failure) {
  const t = useWords('deploy')
  const known = `problems.${code}` as 'problems.INTERNAL'
  return (
    <>
      <p>{t.has(known) ? t(known) : (message ?? t('problems.INTERNAL'))}</p>
      {message && t.has(known) ? (
        <p className="min-w-0 break-words text-muted">
          <bdi>{t('entry', { message })}</bdi>
        </p>
      ) : null}
    </>
  )
}

/** What is too large or too many, and how much there may be. */
function TooMuch({ over, name = '', found, limit }: Excess) {
  const t = useWords('deploy')
  const locale = useReader().locale
  const amount = (count: number) =>
    over === 'files' ? new Intl.NumberFormat(locale).format(count) : formatBytes(count, locale)
  return (
    <>
      <p className="min-w-0 break-words">
        <bdi>{t(`over.${over}`, { name, found: amount(found), limit: amount(limit) })}</bdi>
      </p>
      <p className="text-muted">{t('nothingSent')}</p>
    </>
  )
}
