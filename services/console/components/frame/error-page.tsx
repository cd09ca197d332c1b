'use client'

import { useWords } from '@/lib/words/client'
import { Button } from '@/ui/button'
import { Problem } from '@/ui/problem'

type Props = { error: Error & { digest?: string }; reset: () => void }

/** A page that failed, inside of its frame: what happened, under which id, and a way on. */
export function ErrorPage({ error, reset }: Props) {
  const t = useWords('error')
  const [code = 'INTERNAL', requestId] = (error.digest ?? '').split(':')
  const known = t.has(code as 'INTERNAL') ? (code as 'INTERNAL') : 'INTERNAL'
  return (
    <div className="mx-auto max-w-prose px-4 py-10">
      <Problem
        title={t('title')}
        detail={requestId ? t('request', { id: requestId }) : undefined}
        action={<Button onPress={reset}>{t('retry')}</Button>}
      >
        <p>{t(known)}</p>
      </Problem>
    </div>
  )
}
