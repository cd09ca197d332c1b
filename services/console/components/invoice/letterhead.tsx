import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { LetterheadFragmentDoc } from '@/gql/graphql'
import { words } from '@/lib/words/server'

type Props = { letterhead: FragmentType<typeof LetterheadFragmentDoc> }

/** A party of an invoice, as the law wants it on paper: name, address and tax number. */
export async function Letterhead({ letterhead }: Props) {
  const { name, address, taxNumber } = readFragment(LetterheadFragmentDoc, letterhead)
  const t = await words('invoice')
  return (
    <>
      <p className="break-words font-medium">
        <bdi>{name}</bdi>
      </p>
      {address ? (
        <address className="whitespace-pre-line break-words not-italic">
          <bdi>{address}</bdi>
        </address>
      ) : null}
      {taxNumber ? <p className="break-words text-muted">{t('taxNumber', { number: taxNumber })}</p> : null}
    </>
  )
}
