'use client'

import { Button } from '@/ui/button'
import { Form } from '@/ui/form'
import { SelectField } from '@/ui/select-field'
import { TextField } from '@/ui/text-field'

type Word = 'name' | 'help' | 'wrong' | 'error' | 'problem' | 'choice' | 'note' | 'password' | 'example' | 'submit'
type Props = { words: Record<Word, string>; choices: readonly { value: string; label: string; disabled?: boolean }[] }

/** Fields as they are, and as they are when something is wrong. Nothing is sent. */
export function KitFields({ words, choices }: Props) {
  const errors = { wrong: [words.error], wrongNote: [words.error] }
  const state = { attempt: '', values: {}, errors, problem: words.problem, requestId: 'req-1' }
  return (
    <Form action={() => undefined} state={state} label={words.submit}>
      <TextField name="name" label={words.name} help={words.help} placeholder={words.example} isRequired />
      <TextField name="password" type="password" label={words.password} autoComplete="off" />
      <TextField name="wrong" label={words.wrong} defaultValue="ada" />
      <TextField name="note" label={words.note} rows={2} />
      <TextField name="wrongNote" label={words.note} rows={2} help={words.help} />
      <SelectField name="choice" label={words.choice} options={choices} help={words.help} />
      <SelectField name="wrongChoice" label={words.choice} options={choices} error={[words.error]} />
      <div>
        <Button type="submit" tone="primary">
          {words.submit}
        </Button>
      </div>
    </Form>
  )
}
