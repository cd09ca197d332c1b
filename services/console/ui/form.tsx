'use client'

import { type ReactNode, useEffect, useRef } from 'react'
import { useWords } from '@/lib/words/client'
import { FormErrors } from './form-errors'
import type { FormState } from './form-state'

type Props = { action: (form: FormData) => void; state: FormState; children: ReactNode; label?: string }

const NONE = {}

/**
 * A form and its last answer: errors at their fields, the first of which takes the focus; what has no field stands above
 * them all and takes it instead.
 */
export function Form({ action, state, children, label }: Props) {
  const t = useWords('form')
  const form = useRef<HTMLFormElement>(null)
  const problem = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (state.problem) problem.current?.focus()
    else if (state.errors) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [state])
  return (
    <form ref={form} action={action} noValidate aria-label={label} className="grid gap-4">
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
      <FormErrors value={state.errors ?? NONE}>{children}</FormErrors>
    </form>
  )
}
