'use client'

import { formatBytes } from '@/lib/format/bytes'
import { useReader, useWords } from '@/lib/words/client'
import { Button } from '@/ui/button'
import { Progress } from '@/ui/progress'

/** A deployment on its way to the server. */
export type Moving =
  | { at: 'packing'; count: number }
  | { at: 'uploading'; name: string; sent: number; total: number }
  | { at: 'unpacking'; name: string }

/**
 * How far it is. What is said aloud changes with the step and not with every byte. What has arrived may go live whatever one
 * presses: it cannot be canceled.
 */
export function DeployProgress({ state, onCancel }: { state: Moving; onCancel: () => void }) {
  const t = useWords('deploy')
  const common = useWords('instance')
  const locale = useReader().locale
  const said =
    state.at === 'packing'
      ? t('packing', { count: state.count })
      : state.at === 'uploading'
        ? t('uploading', { name: state.name })
        : t('unpacking')
  return (
    <div className="grid gap-3 rounded-lg border border-line p-4">
      <p role="status" className="min-w-0 break-words font-medium">
        <bdi>{said}</bdi>
      </p>
      <Progress value={state.at === 'uploading' ? state.sent / Math.max(1, state.total) : null} label={said} />
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-muted text-xs tabular-nums">
          {state.at === 'uploading'
            ? t('soFar', { sent: formatBytes(state.sent, locale), total: formatBytes(state.total, locale) })
            : null}
        </p>
        {state.at === 'unpacking' ? null : <Button onPress={onCancel}>{common('cancel')}</Button>}
      </div>
    </div>
  )
}
