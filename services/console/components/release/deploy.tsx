'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { askBeforeLeaving } from '@/lib/leaving'
import { hold } from '@/lib/live/hold'
import { useWords } from '@/lib/words/client'
import { DropZone } from '@/ui/drop-zone'
import { Notice } from '@/ui/notice'
import { type Archive, asIs, type Chosen, pack, siteFiles } from './archive'
import { DeployFailure, type Failure } from './deploy-failure'
import { DeployProgress, type Moving } from './deploy-progress'
import { type Excess, excessOf, excessOfArchive, type Limits } from './fits'
import { LeaveUpload } from './leave-upload'
import { upload } from './upload'

type Props = {
  instance: string
  documentId: string
  /** What the server would refuse anyway is told before anything is packed or sent. */
  limits: Limits
  words: { zone: string; help: string; folder: string; archive: string }
}

/** An archive under way; its key stays until an answer refuses it, so that trying again deploys nothing twice. */
type Attempt = Archive & { idempotencyKey: string }

type State =
  | { at: 'rest'; said?: 'canceled' }
  | Moving
  | { at: 'done'; version: number; leftOut: number }
  | { at: 'failed'; failure: Failure | Excess; attempt?: Attempt | undefined }

/** Puts files live: a folder or an archive, dropped or chosen, packed here, uploaded where one sees how far it is. */
export function Deploy({ instance, documentId, limits, words }: Props) {
  const t = useWords('deploy')
  const router = useRouter()
  const [state, setState] = useState<State>({ at: 'rest' })
  const [leaving, setLeaving] = useState<{ go: () => void } | null>(null)
  const running = useRef<AbortController>(null)
  const panel = useRef<HTMLDivElement>(null)
  const touched = useRef(false)
  const moving = state.at === 'packing' || state.at === 'uploading' || state.at === 'unpacking'

  useEffect(() => () => running.current?.abort(), [])
  useEffect(() => {
    if (!moving) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    const unasked = askBeforeLeaving((go) => setLeaving({ go }))
    const letGo = hold()
    return () => {
      window.removeEventListener('beforeunload', ask)
      unasked()
      letGo()
      setLeaving(null)
    }
  }, [moving])
  // With another step of the work the button that had the focus may be gone; who is elsewhere on the page stays there.
  useEffect(() => {
    if ((touched.current || state.at !== 'rest') && document.activeElement === document.body) panel.current?.focus()
    touched.current = state.at !== 'rest'
  }, [state.at])

  const fail = (code: string) => setState({ at: 'failed', failure: { code } })
  /** Whether something is too much, which ends the attempt. */
  const tooMuch = (failure: Excess | undefined) => {
    if (failure) setState({ at: 'failed', failure })
    return failure !== undefined
  }

  const begin = async (files: Chosen[], name: string) => {
    const gone = new AbortController()
    running.current = gone
    const wanted = siteFiles(files)
    if (wanted.length === 0) return fail('EMPTY')
    const whole = asIs(wanted)
    if (!whole && tooMuch(excessOf(wanted, limits))) return
    setState({ at: 'packing', count: wanted.length })
    try {
      const leftOut = files.length - wanted.length
      const archive = whole ?? { name, content: await pack(wanted, gone.signal), leftOut }
      if (tooMuch(excessOfArchive(archive, limits))) return
      await send({ ...archive, idempotencyKey: crypto.randomUUID() })
    } catch {
      if (!gone.signal.aborted) fail('UNREADABLE')
    }
  }

  const send = async (attempt: Attempt) => {
    const gone = new AbortController()
    running.current = gone
    const { name, content } = attempt
    setState({ at: 'uploading', name, sent: 0, total: content.size })
    const outcome = await upload({
      ...attempt,
      documentId,
      instance,
      signal: gone.signal,
      onProgress: (sent, total) =>
        setState(sent < total ? { at: 'uploading', name, sent, total } : { at: 'unpacking', name }),
    })
    if (!outcome) return
    if (outcome.kind === 'done') {
      setState({ at: 'done', version: outcome.version, leftOut: attempt.leftOut })
      router.refresh()
    } else setState({ at: 'failed', failure: outcome, attempt: outcome.refused ? undefined : attempt })
  }

  const onCancel = () => {
    running.current?.abort()
    setState({ at: 'rest', said: 'canceled' })
  }
  const onLeave = (go: () => void) => {
    setLeaving(null)
    if (state.at !== 'unpacking') onCancel()
    go()
  }
  const { attempt } = state.at === 'failed' ? state : {}

  return (
    <div ref={panel} tabIndex={-1} className="grid min-h-56 content-start gap-4 outline-none">
      {state.at === 'done' ? (
        <Notice tone="good" live>
          <p>{t('done', { version: state.version })}</p>
          {state.leftOut > 0 ? <p>{t('leftOut', { count: state.leftOut })}</p> : null}
        </Notice>
      ) : null}
      {state.at === 'rest' && state.said ? <Notice live>{t(state.said)}</Notice> : null}
      {moving ? <DeployProgress state={state} onCancel={onCancel} /> : null}
      {leaving ? (
        <LeaveUpload
          sent={state.at === 'unpacking'}
          onStay={() => setLeaving(null)}
          onLeave={() => onLeave(leaving.go)}
        />
      ) : null}
      {state.at === 'failed' ? (
        <DeployFailure
          failure={state.failure}
          {...(attempt && { name: attempt.name, onRetry: () => send(attempt) })}
          onLeave={() => setState({ at: 'rest' })}
        />
      ) : null}
      {moving || state.at === 'failed' ? null : (
        <DropZone
          onPicked={begin}
          onUnreadable={() => fail('UNREADABLE')}
          archives={['.zip', '.gz', '.tgz']}
          words={words}
        />
      )}
    </div>
  )
}
