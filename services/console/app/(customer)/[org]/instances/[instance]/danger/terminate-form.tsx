'use client'

import { typed } from '@/lib/forms/form-state'
import { useWrite } from '@/lib/forms/use-write'
import { Button } from '@/ui/button'
import { Form } from '@/ui/form'
import { TextField } from '@/ui/text-field'
import { terminateInstance } from './actions'

type Props = {
  org: string
  instance: string
  name: string
  attempt: string
  words: { type: string; name: string; submit: string }
}

/** Asks for the site's name before it goes for good. */
export function TerminateForm({ org, instance, name, attempt, words }: Props) {
  const [state, action, pending] = useWrite(terminateInstance, attempt)
  return (
    <Form action={action} state={state}>
      <input type="hidden" name="org" value={org} />
      <input type="hidden" name="instanceId" value={instance} />
      <input type="hidden" name="expected" value={name} />
      <p className="min-w-0">
        {words.type}{' '}
        <strong className="break-words">
          <bdi>{name}</bdi>
        </strong>
      </p>
      <TextField name="name" label={words.name} autoComplete="off" defaultValue={typed(state, 'name')} isRequired />
      <div>
        <Button type="submit" tone="danger" isPending={pending}>
          {words.submit}
        </Button>
      </div>
    </Form>
  )
}
