import { words } from '@/lib/words/server'
import { CopyText } from '@/ui/copy-text'

type Props = { code: string; message: string; retryable: boolean; requestId: string; over: boolean }

/** Why an operation failed: in words, as the machine said it, under which request, and what to do. */
export async function OperationTrouble({ code, message, retryable, requestId, over }: Props) {
  const t = await words('instance.operations')
  const known = `errors.${code}` as 'errors.NO_CAPACITY'
  return (
    <section aria-label={t('error')} className="grid gap-1 rounded-md border border-danger bg-danger-soft px-4 py-3">
      <p className="font-medium text-danger">{t.has(known) ? t(known) : t('error')}</p>
      <p className="min-w-0 break-words">
        <bdi>{message}</bdi>
      </p>
      <p className="text-muted text-xs">
        <code className="font-mono">{code}</code>
      </p>
      <p className="flex min-w-0 flex-wrap items-center gap-x-2 text-muted text-xs">
        {t('request')} <CopyText text={requestId} />
      </p>
      <p>{retryable && !over ? t('retryable') : retryable ? t('mayHelp') : t('final')}</p>
    </section>
  )
}
