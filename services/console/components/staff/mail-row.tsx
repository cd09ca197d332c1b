import { type FragmentType, readFragment } from '@/gql/fragment-masking'
import { MailRowFragmentDoc, type MailState as State } from '@/gql/graphql'
import { words } from '@/lib/words/server'
import { ActionButton } from '@/ui/action-button'
import { CopyText } from '@/ui/copy-text'
import { Time } from '@/ui/time'
import { resendMail } from './actions'
import { MailState } from './mail-state'

type Props = { mail: FragmentType<typeof MailRowFragmentDoc>; mayResend: boolean }

/** A mail in a line: which one, to whom, what became of it and why. */
export async function MailRow({ mail, mayResend }: Props) {
  const { id, template, recipientId, address, state, reason, attempts, createdAt } = readFragment(
    MailRowFragmentDoc,
    mail,
  )
  const t = await words('staff.mails')
  // More templates may come, and a mail server says what it likes: those have to do themselves.
  const [name, why] = [`templates.${template}` as 'templates.invitation', `reasons.${reason}` as 'reasons.bouncing']
  return (
    <tr>
      <th scope="row">
        <div className="grid gap-0.5">
          <span>{t.has(name) ? t(name) : template}</span>
          <CopyText text={id} />
        </div>
      </th>
      <td>
        <div className="max-w-64 break-words">{address ?? <CopyText text={recipientId} />}</div>
      </td>
      <td>
        <div className="grid max-w-80 justify-items-start gap-1 break-words">
          <MailState state={state} />
          {reason ? <span className="text-muted">{t.has(why) ? t(why) : <bdi>{reason}</bdi>}</span> : null}
        </div>
      </td>
      <td className="text-end tabular-nums">{attempts}</td>
      <td>
        <Time at={createdAt} />
      </td>
      {mayResend ? (
        <td>
          {HAS_ENDED[state] ? (
            <ActionButton
              action={resendMail}
              attempt={crypto.randomUUID()}
              fields={{ mailId: id }}
              done={t('resending')}
            >
              {t('resend')}
            </ActionButton>
          ) : null}
        </td>
      ) : null}
    </tr>
  )
}

/** What has not ended is on its way by itself. */
const HAS_ENDED = {
  DEFERRED: false,
  FAILED: true,
  QUEUED: false,
  SENDING: false,
  SENT: true,
  SUPPRESSED: true,
} satisfies Record<State, boolean>
