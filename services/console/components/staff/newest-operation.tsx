import { OperationState } from '@/components/operation/operation-state'
import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { NewestOperationFragmentDoc } from '@/gql/graphql'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { TextLink } from '@/ui/text-link'
import { Time } from '@/ui/time'

/** Work that has just been asked for. */
export async function NewestOperation({ operation }: { operation: FragmentType<typeof NewestOperationFragmentDoc> }) {
  const { kind, status, createdAt, instance } = readFragment(NewestOperationFragmentDoc, operation)
  const t = await words('instance.operations')
  // More kinds may come: then they have to do themselves.
  const name = `kinds.${kind}` as 'kinds.deploy'
  return (
    <li className="grid grid-cols-1 gap-2 py-2.5">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <span>{t.has(name) ? t(name) : kind}</span>
        <OperationState status={status} />
      </div>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <span className="min-w-0 break-words">
          <TextLink href={paths.operations(instance.organization.slug, instance.id)}>
            <bdi>{instance.name}</bdi>
          </TextLink>
        </span>
        <span className="text-muted">
          <Time at={createdAt} />
        </span>
      </div>
    </li>
  )
}
