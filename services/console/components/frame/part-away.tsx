'use client'

import { useRouter } from 'next/navigation'
import { useWords } from '@/lib/words/client'
import { Failure } from './failure'

/** A part of a page that could not be read, where the rest could. */
export function PartAway({ digest }: { digest: string }) {
  const t = useWords('error')
  const router = useRouter()
  return <Failure title={t('part')} digest={digest} onRetry={() => router.refresh()} />
}
