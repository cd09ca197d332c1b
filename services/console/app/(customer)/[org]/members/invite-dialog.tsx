'use client'

import { typed } from '@/lib/forms/form-state'
import { useWrite } from '@/lib/forms/use-write'
import { useWords } from '@/lib/words/client'
import { Button } from '@/ui/button'
import { CopyText } from '@/ui/copy-text'
import { Dialog } from '@/ui/dialog'
import { Form } from '@/ui/form'
import { Notice } from '@/ui/notice'
import { RadioGroup } from '@/ui/radio-group'
import { TextField } from '@/ui/text-field'
import { inviteMember } from './actions'

type Props = {
  organization: string
  attempt: string
  roles: readonly { value: string; label: string; help: string }[]
  words: {
    trigger: string
    title: string
    email: string
    emailHelp: string
    role: string
    submit: string
    cancel: string
    linkName: string
    done: string
  }
}

/** Whom, and as what; then the link, which is shown only once. */
export function InviteDialog({ words, ...form }: Props) {
  return (
    <Dialog title={words.title} trigger={<Button tone="primary">{words.trigger}</Button>}>
      {(close) => <InviteForm {...form} words={words} close={close} />}
    </Dialog>
  )
}

function InviteForm({ organization, attempt, roles, words, close }: Props & { close: () => void }) {
  const t = useWords('team')
  const [state, action, pending] = useWrite(inviteMember, attempt)
  if (state.sent) {
    return (
      <div className="grid gap-4">
        <Notice tone="good" live>
          <p className="break-words">{t('sent', { email: state.sent.email })}</p>
        </Notice>
        <p className="break-words text-muted">{t('link', { email: state.sent.email })}</p>
        <CopyText text={state.sent.url} label={words.linkName} />
        <div className="flex justify-end">
          <Button tone="primary" onPress={close} autoFocus>
            {words.done}
          </Button>
        </div>
      </div>
    )
  }
  return (
    <Form action={action} state={state}>
      <input type="hidden" name="organizationId" value={organization} />
      <TextField
        name="email"
        type="email"
        label={words.email}
        help={words.emailHelp}
        autoComplete="off"
        defaultValue={typed(state, 'email')}
        isRequired
        autoFocus
      />
      <RadioGroup name="role" label={words.role} options={roles} defaultValue="DEVELOPER" error={state.errors?.role} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onPress={close}>{words.cancel}</Button>
        <Button type="submit" tone="primary" isPending={pending}>
          {words.submit}
        </Button>
      </div>
    </Form>
  )
}
