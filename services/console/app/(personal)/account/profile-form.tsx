'use client'

import { typed } from '@/lib/forms/form-state'
import { useWrite } from '@/lib/forms/use-write'
import { useWords } from '@/lib/words/client'
import { Button } from '@/ui/button'
import { Form } from '@/ui/form'
import { Notice } from '@/ui/notice'
import { SelectField } from '@/ui/select-field'
import { TextField } from '@/ui/text-field'
import { updateProfile } from './actions'

type Props = {
  name: string
  language: string
  languages: readonly { value: string; label: string }[]
  attempt: string
  words: { name: string; language: string; help: string; save: string }
}

/** What one is called, and which language one reads. */
export function ProfileForm({ name, language, languages, attempt, words }: Props) {
  const t = useWords('form')
  const [state, action, pending] = useWrite(updateProfile, attempt)
  return (
    <Form action={action} state={state}>
      {state.done ? (
        <Notice tone="good" live>
          {t('saved')}
        </Notice>
      ) : null}
      <TextField
        name="name"
        label={words.name}
        autoComplete="name"
        defaultValue={typed(state, 'name') || name}
        isRequired
      />
      <SelectField
        name="language"
        label={words.language}
        help={words.help}
        options={languages}
        defaultValue={typed(state, 'language') || language}
        error={state.errors?.language}
      />
      <div>
        <Button type="submit" tone="primary" isPending={pending}>
          {words.save}
        </Button>
      </div>
    </Form>
  )
}
