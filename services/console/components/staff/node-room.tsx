import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { type NodeAmountFragment, NodeAmountFragmentDoc, NodeRoomFragmentDoc } from '@/gql/graphql'
import { formatBytes } from '@/lib/format/bytes'
import { locale, words } from '@/lib/words/server'
import { Badge } from '@/ui/badge'
import { CopyText } from '@/ui/copy-text'
import { RoomBar } from './room-bar'

/** A machine: what it has of each kind, what sites take, and what is held for orders. */
export async function NodeRoom({ node }: { node: FragmentType<typeof NodeRoomFragmentDoc> }) {
  const { id, name, cordoned, ...amounts } = readFragment(NodeRoomFragmentDoc, node)
  const total = readFragment(NodeAmountFragmentDoc, amounts.total)
  const placed = readFragment(NodeAmountFragmentDoc, amounts.placed)
  const reserved = readFragment(NodeAmountFragmentDoc, amounts.reserved)
  const t = await words('staff.capacity')
  const language = await locale()
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 })
  const kinds: [keyof Omit<NodeAmountFragment, '__typename' | ' $fragmentName'>, (amount: number) => string][] = [
    ['instances', (amount) => number.format(amount)],
    ['cpuMilli', (amount) => t('cores', { count: number.format(amount / 1_000) })],
    ['memoryMib', (amount) => formatBytes(amount * 1_048_576, language)],
    ['diskBytes', (amount) => formatBytes(amount, language)],
  ]
  return (
    <article className="grid min-w-0 gap-3">
      <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="min-w-0 break-words font-medium">{name}</h3>
        <Badge tone={cordoned ? 'warn' : 'good'}>{cordoned ? t('cordoned') : t('ready')}</Badge>
        <CopyText text={id} />
      </div>
      <dl className="grid gap-3 sm:grid-cols-2">
        {kinds.map(([kind, said]) => {
          const [has, takes, holds] = [Number(total[kind]), Number(placed[kind]), Number(reserved[kind])]
          return (
            <div key={kind} className="grid gap-1">
              <dt className="text-muted">{t(`kinds.${kind}`)}</dt>
              <dd className="grid gap-1">
                <RoomBar total={has} placed={takes} reserved={holds} />
                <span className="text-xs tabular-nums">
                  {t('used', { placed: said(takes), reserved: said(holds), total: said(has) })}
                </span>
              </dd>
            </div>
          )
        })}
      </dl>
    </article>
  )
}
