'use client'

import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import type { FormState } from '@/lib/forms/form-state'
import { useOnline } from '@/lib/forms/use-online'
import { useWords } from '@/lib/words/client'
import { FormErrors } from './form-errors'
import { FormHeld } from './form-held'
import { FormValues } from './form-values'

type Props = { action: (form: FormData) => void; state: FormState; children: ReactNode; label?: string }

const NONE = {}

/**
 * A form and its last answer: errors at their fields, the first of which takes the focus; what has no field stands above
 * them all and takes it instead. Without a network nothing is sent, and all that was typed stays as it is.
 */
export function Form({ action, state, children, label }: Props) {
  const t = useWords('form')
  const online = useOnline()
  const [held, setHeld] = useState(false)
  if (online && held) setHeld(false)
  const form = useRef<HTMLFormElement>(null)
  const problem = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (state.problem) problem.current?.focus()
    else if (state.errors) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [state])
  const hold = (event: FormEvent) => {
    if (navigator.onLine) return
    event.preventDefault()
    setHeld(true)
  }
  return (
    <form ref={form} action={action} onSubmit={hold} noValidate aria-label={label} className="grid gap-4">
      {state.problem ? (
        <div
          ref={problem}
          role="alert"
          tabIndex={-1}
          className="grid gap-1 rounded-md border border-danger bg-danger-soft px-4 py-3 text-danger"
        >
          <p className="font-medium">{state.problem}</p>
          {state.requestId ? <p className="text-xs">{t('request', { id: state.requestId })}</p> : null}
        </div>
      ) : null}
      <FormHeld value={online ? undefined : t('offline')}>
        <FormErrors value={state.errors ?? NONE}>
          <FormValues value={state.values}>{children}</FormValues>
        </FormErrors>
      </FormHeld>
      {held ? (
        // It goes by itself, so it takes no focus, and stands where somebody has just pressed.
        <p role="alert" className="text-danger">
          {t('notSent')}
        </p>
      ) : null}
    </form>
  )
}
