'use client'

import { SecretOnce } from '@/components/webhook/secret-once'
import { typed } from '@/lib/forms/form-state'
import { useWrite } from '@/lib/forms/use-write'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Form } from '@/ui/form'
import { SelectField } from '@/ui/select-field'
import { rotateSecret } from './actions'

type Props = {
  endpoint: string
  attempt: string
  overlaps: readonly { value: string; label: string }[]
  words: {
    trigger: string
    title: string
    text: string
    overlap: string
    submit: string
    cancel: string
    done: string
    secret: Parameters<typeof SecretOnce>[0]['words']
  }
}

/** A new signing secret, and for how long the one before goes on. */
export function RotateDialog({ words, ...form }: Props) {
  return (
    <Dialog title={words.title} trigger={<Button>{words.trigger}</Button>}>
      {(close) => <RotateForm {...form} words={words} close={close} />}
    </Dialog>
  )
}

function RotateForm({ endpoint, attempt, overlaps, words, close }: Props & { close: () => void }) {
  const [state, action, pending] = useWrite(rotateSecret, attempt)
  if (state.made) {
    return (
      <SecretOnce secret={state.made.secret} words={words.secret}>
        <Button tone="primary" onPress={close}>
          {words.done}
        </Button>
      </SecretOnce>
    )
  }
  return (
    <Form action={action} state={state}>
      <input type="hidden" name="webhookEndpointId" value={endpoint} />
      <p>{words.text}</p>
      <SelectField
        name="overlapSeconds"
        label={words.overlap}
        options={overlaps}
        defaultValue={typed(state, 'overlapSeconds') || '86400'}
        error={state.errors?.overlapSeconds}
      />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onPress={close}>{words.cancel}</Button>
        <Button type="submit" tone="primary" isPending={pending}>
          {words.submit}
        </Button>
      </div>
    </Form>
  )
}
