'use client'

import { typed } from '@/lib/forms/form-state'
import { useWrite } from '@/lib/forms/use-write'
import { Button } from '@/ui/button'
import { Form } from '@/ui/form'
import { TextField } from '@/ui/text-field'
import { updateOrganization } from './actions'

type Props = {
  organization: string
  name: string
  attempt: string
  words: { name: string; save: string; saved: string }
}

/** What the organization is called. */
export function NameForm({ organization, name, attempt, words }: Props) {
  const [state, action, pending] = useWrite(updateOrganization, attempt)
  return (
    <Form action={action} state={state}>
      <input type="hidden" name="organizationId" value={organization} />
      <TextField
        // A new name from elsewhere takes the place of the one before.
        key={name}
        name="name"
        label={words.name}
        autoComplete="organization"
        defaultValue={typed(state, 'name') || name}
        isRequired
      />
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" isPending={pending}>
          {words.save}
        </Button>
        <span role="status" className="text-good">
          {state.done && !pending ? words.saved : ''}
        </span>
      </div>
    </Form>
  )
}
