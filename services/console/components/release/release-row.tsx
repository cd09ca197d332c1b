import type { ReactNode } from 'react'
import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { ReleaseRowFragmentDoc } from '@/gql/graphql'
import { formatBytes } from '@/lib/format/bytes'
import { formatNumber } from '@/lib/format/number'
import { locale, words } from '@/lib/words/server'
import { CopyText } from '@/ui/copy-text'
import { Time } from '@/ui/time'
import { ReleaseState } from './release-state'

type Props = { release: FragmentType<typeof ReleaseRowFragmentDoc>; action?: ReactNode }

/** One line in a list of releases. `action`: what can be done with it. */
export async function ReleaseRow({ release, action }: Props) {
  const { id, version, status, sizeBytes, fileCount, createdAt } = readFragment(ReleaseRowFragmentDoc, release)
  const [t, language] = [await words('instance.releases'), await locale()]
  return (
    <tr>
      <th scope="row">
        <span className="grid gap-0.5">
          {t('one', { version })}
          <span className="font-normal text-muted">
            <CopyText text={id} />
          </span>
        </span>
      </th>
      <td>
        <ReleaseState status={status} />
      </td>
      <td className="whitespace-nowrap text-end tabular-nums">{formatBytes(sizeBytes, language)}</td>
      <td className="text-end tabular-nums">{formatNumber(fileCount, language)}</td>
      <td>
        <Time at={createdAt} />
      </td>
      <td className="text-end">{action}</td>
    </tr>
  )
}
