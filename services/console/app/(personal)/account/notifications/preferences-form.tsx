'use client'

import type { ReactNode } from 'react'
import { typed } from '@/lib/forms/form-state'
import { useWrite } from '@/lib/forms/use-write'
import { useWords } from '@/lib/words/client'
import { Button } from '@/ui/button'
import { Form } from '@/ui/form'
import { Notice } from '@/ui/notice'
import { SelectField } from '@/ui/select-field'
import { updatePreferences } from './actions'

type Props = {
  attempt: string
  language: string
  languages: readonly { value: string; label: string }[]
  words: { language: string; save: string }
  /** The boxes of the topics, from the server. */
  children: ReactNode
}

/** What one wants to hear of, and in which language. */
export function PreferencesForm({ attempt, language, languages, words, children }: Props) {
  const t = useWords('form')
  const [state, action, pending] = useWrite(updatePreferences, attempt)
  return (
    <Form action={action} state={state}>
      {state.done ? (
        <Notice tone="good" live>
          {t('saved')}
        </Notice>
      ) : null}
      {children}
      <div className="max-w-sm">
        <SelectField
          name="language"
          label={words.language}
          options={languages}
          defaultValue={'language' in state.values ? typed(state, 'language') : language}
          error={state.errors?.language}
        />
      </div>
      <div>
        <Button type="submit" tone="primary" isPending={pending}>
          {words.save}
        </Button>
      </div>
    </Form>
  )
}
