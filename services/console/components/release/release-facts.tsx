import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { ReleaseFactsFragmentDoc } from '@/gql/graphql'
import { formatBytes } from '@/lib/format/bytes'
import { locale, words } from '@/lib/words/server'
import { Time } from '@/ui/time'
import { ReleaseState } from './release-state'

/** What a release is, in a line or two. */
export async function ReleaseFacts({ release }: { release: FragmentType<typeof ReleaseFactsFragmentDoc> }) {
  const { version, status, sizeBytes, fileCount, createdAt } = readFragment(ReleaseFactsFragmentDoc, release)
  const t = await words('instance.releases')
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5">
      <p className="font-medium">{t('one', { version })}</p>
      <ReleaseState status={status} />
      <p className="text-muted">{t('fileCount', { count: fileCount })}</p>
      <p className="text-muted">{formatBytes(sizeBytes, await locale())}</p>
      <p className="text-muted">
        <Time at={createdAt} />
      </p>
    </div>
  )
}
