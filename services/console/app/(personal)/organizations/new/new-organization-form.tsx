'use client'

import { typed } from '@/lib/forms/form-state'
import { useWrite } from '@/lib/forms/use-write'
import { Button } from '@/ui/button'
import { Form } from '@/ui/form'
import { TextField } from '@/ui/text-field'
import { createOrganization } from './actions'

type Props = {
  attempt: string
  words: { name: string; nameHelp: string; slug: string; slugHelp: string; submit: string }
}

/** A name; the name in addresses comes from it, unless somebody cares. */
export function NewOrganizationForm({ attempt, words }: Props) {
  const [state, action, pending] = useWrite(createOrganization, attempt)
  return (
    <Form action={action} state={state}>
      <TextField
        name="name"
        label={words.name}
        help={words.nameHelp}
        autoComplete="organization"
        defaultValue={typed(state, 'name')}
        isRequired
      />
      <TextField
        name="slug"
        label={words.slug}
        help={words.slugHelp}
        autoComplete="off"
        spellCheck="false"
        defaultValue={typed(state, 'slug')}
      />
      <div>
        <Button type="submit" tone="primary" isPending={pending}>
          {words.submit}
        </Button>
      </div>
    </Form>
  )
}
