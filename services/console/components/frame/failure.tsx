'use client'

import { useTransition } from 'react'
import { useWords } from '@/lib/words/client'
import { Button } from '@/ui/button'
import { Problem } from '@/ui/problem'

type Props = {
  title: string
  /** As an error of the gateway carries it: its code and the request's id. */
  digest: string | undefined
  /** It is tried again by itself too. */
  retries?: boolean
  onRetry: () => void
}

/** Something that could not be read: why, under which id, and a way to try again. */
export function Failure({ title, digest = '', retries = false, onRetry }: Props) {
  const t = useWords('error')
  const [retrying, startRetrying] = useTransition()
  const [code = 'INTERNAL', requestId] = digest.split(':')
  const known = t.has(code as 'INTERNAL') ? (code as 'INTERNAL') : 'INTERNAL'
  return (
    <Problem
      title={title}
      detail={requestId ? t('request', { id: requestId }) : undefined}
      action={
        <Button isPending={retrying} onPress={() => startRetrying(onRetry)}>
          {t('retry')}
        </Button>
      }
    >
      <p>{t(known)}</p>
      {retries ? <p>{t('retries')}</p> : null}
    </Problem>
  )
}
