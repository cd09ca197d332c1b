import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { OwedInvoiceFragmentDoc } from '@/gql/graphql'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { Badge } from '@/ui/badge'
import { LinkButton } from '@/ui/link-button'
import { Money } from '@/ui/money'
import { TextLink } from '@/ui/text-link'
import { Day, Time } from '@/ui/time'

type Props = { org: string; invoice: FragmentType<typeof OwedInvoiceFragmentDoc>; mayPay: boolean }

/** An invoice that waits to be paid: what for, how much, until when, and the way to pay. */
export async function OwedInvoice({ org, invoice, mayPay }: Props) {
  const { id, number, dueAt, amountDue, lines, payments } = readFragment(OwedInvoiceFragmentDoc, invoice)
  const t = await words('overview')
  const waiting = payments.some(({ status }) => status === 'PENDING' || status === 'REQUIRES_ACTION')
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 py-3 first:pt-0 last:pb-0">
      <div className="grid min-w-0 flex-1 basis-48 gap-0.5">
        <TextLink href={paths.invoice(org, id)}>
          <bdi className="break-words">{number ?? lines[0]?.description ?? id}</bdi>
        </TextLink>
        {dueAt ? (
          <span className="text-muted text-xs">
            {t(number ? 'due' : 'lapses')} {number ? <Day at={dueAt} /> : <Time at={dueAt} />}
          </span>
        ) : null}
      </div>
      <span className="font-semibold">
        <Money {...amountDue} />
      </span>
      {waiting ? <Badge tone="busy">{t('paying')}</Badge> : null}
      {mayPay && !waiting ? (
        <LinkButton href={number ? paths.invoice(org, id) : paths.timeline(org, id)} tone="primary">
          {t('pay')}
        </LinkButton>
      ) : null}
    </li>
  )
}
