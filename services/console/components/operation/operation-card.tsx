import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { OperationCardFragmentDoc } from '@/gql/graphql'
import { duration } from '@/lib/format/time'
import { locale, words } from '@/lib/words/server'
import { CopyText } from '@/ui/copy-text'
import { Progress } from '@/ui/progress'
import { Time } from '@/ui/time'
import { OperationState } from './operation-state'
import { OperationSteps } from './operation-steps'
import { OperationTrouble } from './operation-trouble'

type Props = {
  operation: FragmentType<typeof OperationCardFragmentDoc>
  /** What it stands under: the page's title, or another heading. */
  level?: 2 | 3
}

/** Work on a site, step by step: how far it is, how long each step took, and why it failed. */
export async function OperationCard({ operation, level = 2 }: Props) {
  const { id, kind, status, progress, startedAt, finishedAt, requestId, steps, error } = readFragment(
    OperationCardFragmentDoc,
    operation,
  )
  const t = await words('instance.operations')
  // More kinds may come: then the code has to do.
  const name = t.has(`kinds.${kind}` as 'kinds.deploy') ? t(`kinds.${kind}` as 'kinds.deploy') : kind
  const Heading = level === 2 ? 'h2' : 'h3'
  const over = finishedAt !== null && finishedAt !== undefined
  return (
    <article className="grid gap-4 rounded-lg border border-line bg-raised p-4 sm:p-5">
      <div className="grid gap-1">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Heading className="font-semibold text-base">{name}</Heading>
          <OperationState status={status} />
        </div>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted text-xs">
          {startedAt ? <Time at={startedAt} /> : null}
          {startedAt && finishedAt ? (
            <span>{t('took', { time: duration(Date.parse(finishedAt) - Date.parse(startedAt), await locale()) })}</span>
          ) : null}
          <CopyText text={id} />
        </div>
      </div>
      {over ? null : <Progress value={progress} label={t('progress', { kind: name })} />}
      <OperationSteps steps={steps} />
      {error ? <OperationTrouble {...error} requestId={requestId} over={over} /> : null}
    </article>
  )
}
