'use client'

import { useState } from 'react'
import { typed } from '@/lib/forms/form-state'
import { useWrite } from '@/lib/forms/use-write'
import { useWords } from '@/lib/words/client'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Form } from '@/ui/form'
import { Notice } from '@/ui/notice'
import { SelectField } from '@/ui/select-field'
import { resendFailed } from './actions'

type Props = {
  endpoint: string
  attempt: string
  since: readonly { value: string; label: string }[]
  words: { trigger: string; title: string; text: string; from: string; submit: string; cancel: string; done: string }
}

/** Sends again what failed in a time, and says how many there were. */
export function ResendDialog({ words, ...form }: Props) {
  return (
    <Dialog title={words.title} trigger={<Button>{words.trigger}</Button>}>
      {(close) => <ResendForm {...form} words={words} close={close} />}
    </Dialog>
  )
}

function ResendForm({ endpoint, attempt, since, words, close }: Props & { close: () => void }) {
  const t = useWords('webhook')
  const [state, action, pending] = useWrite(resendFailed, attempt)
  // As it was when it was opened: what is chosen stays, also when the page is read again and the endpoint has recovered.
  const [choices] = useState(since)
  return (
    <Form action={action} state={state}>
      <input type="hidden" name="webhookEndpointId" value={endpoint} />
      <p>{words.text}</p>
      {state.resent ? (
        <Notice tone={state.resent.count > 0 ? 'good' : 'info'} live>
          <p>{t('resent', { count: state.resent.count })}</p>
          {state.resent.more ? <p>{t('more')}</p> : null}
        </Notice>
      ) : null}
      <SelectField
        name="from"
        label={words.from}
        options={choices}
        defaultValue={typed(state, 'from') || (state.resent?.from ?? choices[0]?.value ?? '')}
        error={state.errors?.from}
      />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onPress={close}>{state.resent ? words.done : words.cancel}</Button>
        <Button type="submit" tone="primary" isPending={pending}>
          {words.submit}
        </Button>
      </div>
    </Form>
  )
}
