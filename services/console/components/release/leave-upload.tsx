'use client'

import { useWords } from '@/lib/words/client'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'

type Props = {
  /** All of it has gone: leaving ends nothing. */
  sent: boolean
  onStay: () => void
  onLeave: () => void
}

/** Asks before somebody leaves a page that is uploading, and says what becomes of it. */
export function LeaveUpload({ sent, onStay, onLeave }: Props) {
  const t = useWords('deploy')
  return (
    <Dialog title={t('leave.title')} open onOpenChange={onStay}>
      <p>{t(sent ? 'leave.sent' : 'leave.text')}</p>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onPress={onStay}>{t('leave.stay')}</Button>
        <Button tone="danger" onPress={onLeave}>
          {t('leave.go')}
        </Button>
      </div>
    </Dialog>
  )
}
