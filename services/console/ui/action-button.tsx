'use client'

import type { FormState } from '@/lib/forms/form-state'
import { useWrite } from '@/lib/forms/use-write'
import { Button } from './button'
import type { ButtonTone } from './button-class'
import { Form } from './form'
import { useGone } from './use-gone'

type Props = {
  action: (last: FormState, form: FormData) => Promise<FormState>
  attempt: string
  /** What is sent with it. */
  fields: Record<string, string>
  tone?: ButtonTone
  /** Said once it is done, where the page does not show it by itself. */
  done?: string
  /** Said once it is done and the button is gone with that. */
  gone?: string
  children: string
}

/** A form that is one button: for what needs no question. What went wrong stands above it. */
export function ActionButton({ action, attempt, fields, tone = 'secondary', done, gone, children }: Props) {
  const [place, watched] = useGone(action, gone)
  const [state, act, pending] = useWrite(watched, attempt)
  return (
    <Form action={act} state={state}>
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <div ref={place} className="flex flex-wrap items-center gap-3">
        <Button type="submit" tone={tone} isPending={pending}>
          {children}
        </Button>
        {done ? (
          <span role="status" className="text-good">
            {state.done ? done : ''}
          </span>
        ) : null}
      </div>
    </Form>
  )
}
