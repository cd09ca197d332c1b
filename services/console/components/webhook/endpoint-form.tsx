'use client'

import { useState } from 'react'
import { typed } from '@/lib/forms/form-state'
import { useWrite } from '@/lib/forms/use-write'
import { paths } from '@/lib/paths'
import { Button } from '@/ui/button'
import { Form } from '@/ui/form'
import { LinkButton } from '@/ui/link-button'
import { TextField } from '@/ui/text-field'
import type { Keyed } from './endpoint-shape'
import { EventChoice, type EventGroup } from './event-choice'
import { SecretOnce } from './secret-once'

type Props = {
  org: string
  action: (last: Keyed, form: FormData) => Promise<Keyed>
  attempt: string
  /** What is sent with it. */
  fields: Record<string, string>
  endpoint: { url: string; description: string; eventTypes: readonly string[] }
  groups: readonly EventGroup[]
  words: Parameters<typeof EventChoice>[0]['words'] & {
    url: string
    urlHelp: string
    description: string
    descriptionHelp: string
    submit: string
    secret: Parameters<typeof SecretOnce>[0]['words'] & { on: string }
  }
}

/** An endpoint, new or changed. A new one shows its secret in the form's place. */
export function EndpointForm({ org, action, attempt, fields, endpoint, groups, words }: Props) {
  const [state, act, pending] = useWrite(action, attempt)
  const [filled, setFilled] = useState({ fields, endpoint })
  const [typing, setTyping] = useState(false)
  if (state.made) {
    return (
      <SecretOnce secret={state.made.secret} words={words.secret}>
        <LinkButton href={paths.webhook(org, state.made.endpoint)} tone="primary">
          {words.secret.on}
        </LinkButton>
      </SecretOnce>
    )
  }
  const answered = 'url' in state.values
  // What is typed goes with the version that it was typed over, also when the page is read again meanwhile, or it would undo
  // unseen what somebody else has changed.
  if (!typing && !answered && filled.fields !== fields) setFilled({ fields, endpoint })
  const { url, description, eventTypes: before } = filled.endpoint
  return (
    // A field keeps its text when its default changes: where nobody has typed, another version makes all of them anew.
    <div key={filled.fields.version} onInput={() => setTyping(true)}>
      <Form action={act} state={state}>
        {Object.entries(filled.fields).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={typed(state, name) || value} />
        ))}
        <TextField
          name="url"
          type="url"
          label={words.url}
          help={words.urlHelp}
          placeholder="https://"
          autoComplete="off"
          spellCheck="false"
          defaultValue={answered ? typed(state, 'url') : url}
          isRequired
        />
        <TextField
          name="description"
          label={words.description}
          help={words.descriptionHelp}
          autoComplete="off"
          defaultValue={answered ? typed(state, 'description') : description}
        />
        <EventChoice
          words={words}
          groups={groups}
          which={answered ? typed(state, 'which') : before.length > 0 ? 'some' : 'all'}
          chosen={answered ? [state.values.eventTypes ?? []].flat() : before}
          error={state.errors?.eventTypes}
        />
        <div>
          <Button type="submit" tone="primary" isPending={pending}>
            {words.submit}
          </Button>
        </div>
      </Form>
    </div>
  )
}
