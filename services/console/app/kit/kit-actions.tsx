'use client'

import type { FormState } from '@/lib/forms/form-state'
import { ActionButton } from '@/ui/action-button'
import { Confirm } from '@/ui/confirm'
import { Pressed } from './pressed'

type Word =
  | 'rest'
  | 'slow'
  | 'done'
  | 'said'
  | 'failing'
  | 'problem'
  | 'lives'
  | 'dies'
  | 'typed'
  | 'follows'
  | 'cancel'
type Props = { words: Record<Word, string>; isPressed: boolean }

const DONE: FormState = { attempt: '', values: {}, done: true }
const LONG_MS = 5_000

/** Buttons that write, in the states that they come through. Nothing is sent. */
export function KitActions({ words, isPressed }: Props) {
  const succeed = async () => DONE
  const fail = async () => ({ attempt: '', values: {}, problem: words.problem, requestId: 'req-1' })
  const wait = () => new Promise<FormState>((resolve) => setTimeout(() => resolve(DONE), LONG_MS))
  const form = { attempt: '', fields: {} }
  return (
    <div className="grid gap-4">
      <ActionButton {...form} action={succeed} done={words.said}>
        {words.rest}
      </ActionButton>
      <ActionButton {...form} action={wait} done={words.said} tone="primary">
        {words.slow}
      </ActionButton>
      <Pressed when={isPressed}>
        <ActionButton {...form} action={succeed} done={words.said}>
          {words.done}
        </ActionButton>
      </Pressed>
      <Pressed when={isPressed}>
        <ActionButton {...form} action={fail} tone="danger">
          {words.failing}
        </ActionButton>
      </Pressed>
      <div className="flex flex-wrap gap-3">
        <Confirm
          {...form}
          action={succeed}
          words={{ trigger: words.lives, title: words.lives, submit: words.lives, cancel: words.cancel }}
          tone={{ trigger: 'secondary', submit: 'primary' }}
        >
          <p>{words.follows}</p>
        </Confirm>
        <Confirm
          {...form}
          action={fail}
          words={{ trigger: words.dies, title: words.dies, submit: words.dies, cancel: words.cancel }}
          tone={{ trigger: 'danger' }}
          ask={{ label: words.typed, name: 'lighthouse' }}
        >
          <p>{words.follows}</p>
        </Confirm>
      </div>
    </div>
  )
}
