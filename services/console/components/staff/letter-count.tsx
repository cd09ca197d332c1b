import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { LetterCountFragmentDoc, type PlatformService } from '@/gql/graphql'
import { paths } from '@/lib/paths'
import { locale, words } from '@/lib/words/server'
import { CountCard } from './count-card'
import { SERVICES } from './services'

type Props = {
  /** What waits at each service; null where it did not answer. */
  letters: Record<PlatformService, { deadLetters: FragmentType<typeof LetterCountFragmentDoc> } | null>
}

/** How many dead letters wait at all services together, and the way to the first service that has one. */
export async function LetterCount({ letters }: Props) {
  const [t, service] = [await words('staff'), await words('staff.deadLetters.service')]
  const read = SERVICES.map((of) => {
    const list = letters[of]
    return { of, list: list && readFragment(LetterCountFragmentDoc, list.deadLetters) }
  })
  const lists = read.flatMap(({ list }) => list ?? [])
  const away = read.filter(({ list }) => list === null).map(({ of }) => service(of))
  const first = read.find(({ list }) => list && list.nodes.length > 0)?.of
  return (
    <CountCard
      name={t('waitingLetters')}
      list={{
        nodes: lists.flatMap(({ nodes }) => nodes),
        pageInfo: { hasNextPage: lists.some(({ pageInfo }) => pageInfo.hasNextPage) },
      }}
      href={paths.staffDeadLetters(first)}
      lacking={
        away.length > 0 ? t('without', { services: new Intl.ListFormat(await locale()).format(away) }) : undefined
      }
    />
  )
}
