import type { ReactNode } from 'react'
import type { FragmentType } from '@/gql/fragment-masking'
import type { MailRowFragmentDoc } from '@/gql/graphql'
import { words } from '@/lib/words/server'
import { Table } from '@/ui/table'
import { MailRow } from './mail-row'

type Props = {
  mails: readonly ({ id: string } & FragmentType<typeof MailRowFragmentDoc>)[]
  mayResend: boolean
  sort?: ReactNode
  pager?: ReactNode
}

/** Mails to a customer. */
export async function Mails({ mails, mayResend, sort, pager }: Props) {
  const t = await words('staff.mails')
  const columns = [t('what'), t('to'), t('state'), { label: t('attempts'), end: true } as const, t('at')]
  return (
    <Table caption={t('title')} columns={mayResend ? [...columns, t('action')] : columns} sort={sort} pager={pager}>
      {mails.map((mail) => (
        <MailRow key={mail.id} mail={mail} mayResend={mayResend} />
      ))}
    </Table>
  )
}
