import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { eventWords } from '@/components/event/event-words'
import { dropDeadLetter, retryDeadLetter } from '@/components/staff/actions'
import { LetterState } from '@/components/staff/letter-state'
import { StaffDeadLetterPageDocument } from '@/gql/graphql'
import { formatBytes } from '@/lib/format/bytes'
import { gateway } from '@/lib/gateway/gateway'
import { paths } from '@/lib/paths'
import { locale, words } from '@/lib/words/server'
import { ActionButton } from '@/ui/action-button'
import { Card } from '@/ui/card'
import { Confirm } from '@/ui/confirm'
import { CopyText } from '@/ui/copy-text'
import { Fact, Facts } from '@/ui/facts'
import { LinkButton } from '@/ui/link-button'
import { PageHeader } from '@/ui/page-header'
import { Table } from '@/ui/table'
import { Time } from '@/ui/time'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('staff.deadLetters'))('one') }
}

export default async function StaffDeadLetterPage({ params }: PageProps<'/staff/dead-letters/[service]/[number]'>) {
  const { service, number } = await params
  const { staff } = await gateway(StaffDeadLetterPageDocument, { id: `${service}/${number}` })
  const letter = staff?.deadLetter
  if (!letter) notFound()
  const t = await words('staff.deadLetters')
  const { received } = letter
  const mayManage = staff.permissions.includes('events.dead_letter.manage') && letter.state === 'DEAD'
  const fields = { deadLetterId: letter.id }
  return (
    <>
      <PageHeader
        title={letter.eventType ? await eventWords(letter.eventType) : t('noType')}
        beside={<LetterState state={letter.state} />}
        under={<CopyText text={letter.id} />}
        actions={<LinkButton href={paths.staffDeadLetters(service.toUpperCase())}>{t('back')}</LinkButton>}
      />
      <div className="grid gap-6">
        <Card title={t('why')}>
          <div className="grid gap-4">
            <p className="min-w-0 break-words">
              <bdi>{letter.cause}</bdi>
            </p>
            <Facts>
              <Fact name={t('type')}>
                {letter.eventType ? <code className="break-all">{letter.eventType}</code> : t('noType')}
              </Fact>
              {letter.subjectId ? (
                <Fact name={t('subject')}>
                  <CopyText text={letter.subjectId} />
                </Fact>
              ) : null}
              <Fact name={t('message')}>
                <CopyText text={letter.messageId} />
              </Fact>
              <Fact name={t('queue')}>
                <code className="break-all">{letter.queue}</code>
              </Fact>
              <Fact name={t('deaths')}>{t('tried', { attempts: letter.attempts, deaths: letter.deaths })}</Fact>
              <Fact name={t('first')}>
                <Time at={letter.firstDiedAt} />
              </Fact>
              <Fact name={t('last')}>
                <Time at={letter.lastDiedAt} />
              </Fact>
            </Facts>
            {mayManage ? (
              <div className="flex flex-wrap items-start gap-3">
                <ActionButton
                  action={retryDeadLetter}
                  attempt={crypto.randomUUID()}
                  fields={fields}
                  tone="primary"
                  done={t('retried')}
                  gone={t('retried')}
                >
                  {t('retry')}
                </ActionButton>
                <Confirm
                  action={dropDeadLetter}
                  attempt={crypto.randomUUID()}
                  fields={{ ...fields }}
                  ask={{ label: t('dropType', { id: letter.id }), name: letter.id }}
                  gone={t('dropped')}
                  words={{ trigger: t('drop'), title: t('dropTitle'), submit: t('dropSubmit'), cancel: t('keep') }}
                >
                  <p>{t('dropText')}</p>
                </Confirm>
              </div>
            ) : null}
          </div>
        </Card>
        <Card title={t('received', { size: formatBytes(letter.bodyBytes, await locale()) })}>
          <pre className="whitespace-pre-wrap break-all rounded-md border border-line bg-canvas p-3 font-mono text-xs">
            {received.json === null || received.json === undefined
              ? received.text
              : JSON.stringify(received.json, null, 2)}
          </pre>
        </Card>
        <section aria-label={t('headers')} className="grid gap-3">
          <h2 className="font-semibold text-base">{t('headers')}</h2>
          <Table caption={t('headers')} columns={[t('header'), t('value')]}>
            {received.headers.map(({ name, value }) => (
              <tr key={name}>
                <th scope="row">
                  <code className="break-all font-mono text-xs">{name}</code>
                </th>
                <td className="break-all">
                  <bdi>{value}</bdi>
                </td>
              </tr>
            ))}
          </Table>
        </section>
      </div>
    </>
  )
}
