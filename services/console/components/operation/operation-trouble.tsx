import { words } from '@/lib/words/server'

type Props = { code: string; message: string; retryable: boolean; over: boolean }

/** Why an operation failed: in words, as the machine said it, and whether it will be tried again. */
export async function OperationTrouble({ code, message, retryable, over }: Props) {
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
      <p>{retryable && !over ? t('retryable') : retryable ? t('mayHelp') : t('final')}</p>
    </section>
  )
}
