'use client'

import { Button } from '@/ui/button'
import { Checkbox } from '@/ui/checkbox'
import { Form } from '@/ui/form'
import { SelectField } from '@/ui/select-field'
import { TextField } from '@/ui/text-field'

type Word = 'name' | 'help' | 'wrong' | 'error' | 'problem' | 'choice' | 'check' | 'note' | 'submit'
type Props = { words: Record<Word, string>; choices: readonly { value: string; label: string; disabled?: boolean }[] }

/** Fields as they are, and as they are when something is wrong. Nothing is sent. */
export function KitFields({ words, choices }: Props) {
  const state = { attempt: '', values: {}, errors: { wrong: [words.error] }, problem: words.problem }
  return (
    <Form action={() => undefined} state={state}>
      <TextField name="name" label={words.name} help={words.help} />
      <TextField name="wrong" label={words.wrong} defaultValue="ada" />
      <TextField name="note" label={words.note} rows={2} />
      <SelectField name="choice" label={words.choice} options={choices} error={[words.error]} />
      <Checkbox name="check">{words.check}</Checkbox>
      <div>
        <Button type="submit" tone="primary">
          {words.submit}
        </Button>
      </div>
    </Form>
  )
}
