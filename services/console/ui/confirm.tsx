'use client'

import { type ReactNode, useEffect } from 'react'
import { type FormState, typed } from '@/lib/forms/form-state'
import { useWrite } from '@/lib/forms/use-write'
import { Button } from './button'
import type { ButtonTone } from './button-class'
import { Dialog } from './dialog'
import { Form } from './form'
import { TextField } from './text-field'
import { useGone } from './use-gone'

type Action = (last: FormState, form: FormData) => Promise<FormState>

type Props = {
  action: Action
  attempt: string
  /** What is sent with it. */
  fields: Record<string, string>
  words: { trigger: string; title: string; submit: string; cancel: string }
  /** The button that opens it, and the one that does it. */
  tone?: { trigger?: ButtonTone; submit?: ButtonTone }
  /** Where something dies: the field `typed` asks for its name, sent as `name`. */
  ask?: { label: string; name: string }
  /** Said once it is done and the button is gone with that. */
  gone?: string
  /** What happens then; or fields that keep what was chosen by themselves, as `RadioGroup` does. */
  children: ReactNode
}

/** A question before something is done: says what follows, and does it on the second press. It closes when it is done. */
export function Confirm({ words, action, tone = {}, gone, children, ...form }: Props) {
  const [place, watched] = useGone(action, gone)
  return (
    <div ref={place} className="contents">
      <Dialog title={words.title} trigger={<Button tone={tone.trigger ?? 'quiet'}>{words.trigger}</Button>}>
        {(close) => (
          <Question {...form} action={watched} words={words} tone={tone.submit ?? 'danger'} close={close}>
            {children}
          </Question>
        )}
      </Dialog>
    </div>
  )
}

type QuestionProps = Omit<Props, 'tone' | 'gone'> & { tone: ButtonTone; close: () => void }

function Question({ action, attempt, fields, words, tone, ask, children, close }: QuestionProps) {
  const [state, act, pending] = useWrite(action, attempt)
  useEffect(() => {
    if (state.done) close()
  }, [state, close])
  return (
    <Form action={act} state={state}>
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <div className="grid min-w-0 grid-cols-1 gap-2 break-words">{children}</div>
      {ask ? (
        <>
          <input type="hidden" name="name" value={ask.name} />
          <TextField
            name="typed"
            label={ask.label}
            autoComplete="off"
            defaultValue={typed(state, 'typed')}
            isRequired
          />
        </>
      ) : null}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onPress={close}>{words.cancel}</Button>
        <Button type="submit" tone={tone} isPending={pending}>
          {words.submit}
        </Button>
      </div>
    </Form>
  )
}
