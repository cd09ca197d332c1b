import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { VerificationFragmentDoc } from '@/gql/graphql'
import { formatNumber } from '@/lib/format/number'
import { locale, words } from '@/lib/words/server'
import { Badge } from '@/ui/badge'
import { CopyText } from '@/ui/copy-text'
import { Fact, Facts } from '@/ui/facts'
import { Table } from '@/ui/table'
import { Time } from '@/ui/time'

/** Whether the record is as it was written, and what one keeps to be sure of it later. */
export async function Verification({ result }: { result: FragmentType<typeof VerificationFragmentDoc> }) {
  const { valid, events, recomputed, restVerifiedAt, firstBrokenId, heads } = readFragment(
    VerificationFragmentDoc,
    result,
  )
  const [t, language] = [await words('audit'), await locale()]
  return (
    <div role="status" className="grid gap-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Badge tone={valid ? 'good' : 'bad'}>{valid ? t('verify.valid') : t('verify.broken')}</Badge>
        {valid ? <span>{t('verify.validText', { events })}</span> : null}
      </div>
      {firstBrokenId ? (
        <div className="grid gap-1 rounded-md border border-danger bg-danger-soft p-4">
          <p>{t('verify.brokenText')}</p>
          <CopyText text={firstBrokenId} />
          <p>{t('verify.brokenNext')}</p>
        </div>
      ) : null}
      <Facts>
        <Fact name={t('verify.recomputed')}>{formatNumber(recomputed, language)}</Fact>
        {restVerifiedAt ? (
          <Fact name={t('verify.rest')}>
            <Time at={restVerifiedAt} />
          </Fact>
        ) : null}
      </Facts>
      {heads.length > 0 ? (
        <section className="grid gap-2" aria-labelledby="heads">
          <h3 id="heads" className="font-medium">
            {t('verify.heads')}
          </h3>
          <p className="max-w-prose text-muted">{t('verify.headsText')}</p>
          <Table
            caption={t('verify.heads')}
            columns={[t('verify.class'), { label: t('verify.place'), end: true }, t('verify.hash')]}
          >
            {heads.map(({ class: kept, hash, sequence }) => (
              <tr key={kept}>
                <th scope="row">
                  {t.has(`verify.classes.${kept}` as 'verify.classes.standard')
                    ? t(`verify.classes.${kept}` as 'verify.classes.standard')
                    : kept}
                </th>
                <td className="text-end tabular-nums">{formatNumber(sequence, language)}</td>
                <td>
                  <div className="min-w-56">
                    <CopyText text={hash} label={t('verify.hash')} />
                  </div>
                </td>
              </tr>
            ))}
          </Table>
        </section>
      ) : null}
    </div>
  )
}
