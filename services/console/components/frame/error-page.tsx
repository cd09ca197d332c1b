'use client'

import { mayPass, useRetries } from '@/lib/live/use-retries'
import { useWords } from '@/lib/words/client'
import { Failure } from './failure'

/** `retry` reads from the server anew; `reset` would show the same failure again. */
type Props = { error: Error & { digest?: string }; retry: () => void }

/** A page that failed, inside of its frame: what happened, under which id, and a way on, which it goes by itself too. */
export function ErrorPage({ error, retry }: Props) {
  const t = useWords('error')
  useRetries(error, retry)
  return (
    <div className="mx-auto max-w-prose px-4 py-10">
      <title>{t('title')}</title>
      <Failure title={t('title')} digest={error.digest} retries={mayPass(error)} onRetry={retry} />
    </div>
  )
}
