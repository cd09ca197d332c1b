'use client'

import { type ReactNode, useEffect, useRef } from 'react'
import { Form as AriaForm } from 'react-aria-components/Form'
import { useTranslations } from 'use-intl/react'
import type { FormState } from './form-state'

type Props = { action: (form: FormData) => void; state: FormState; children: ReactNode; label?: string }

/**
 * A form and its last answer: errors at their fields, what has no field above them all, where the focus goes.
 */
export function Form({ action, state, children, label }: Props) {
  const t = useTranslations('island.form')
  const problem = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (state.problem) problem.current?.focus()
  }, [state])
  return (
    <AriaForm
      action={action}
      validationErrors={state.errors ?? {}}
      {...(label && { 'aria-label': label })}
      className="grid gap-4"
    >
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
      {children}
    </AriaForm>
  )
}
