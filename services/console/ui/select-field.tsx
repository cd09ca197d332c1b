'use client'

import { useId } from 'react'
import { fieldClass, labelClass } from './field-class'
import { describedBy, FieldNotes } from './field-notes'
import { useFieldError } from './form-errors'

type Props = {
  name: string
  label: string
  options: readonly { value: string; label: string; disabled?: boolean }[]
  defaultValue?: string
  help?: string
  /** What is wrong, where no form's state says it. */
  error?: readonly string[] | undefined
}

/** One of a few. The browser's own: it works before any script, and on a phone as people know it. */
export function SelectField({ name, label, options, defaultValue, help, error: told }: Props) {
  const id = useId()
  const known = useFieldError(name)
  const error = told ?? known
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className={labelClass}>
        {label}
      </label>
      <select
        // React empties a form after its action; a select keeps its value only when it is made anew.
        key={defaultValue}
        id={id}
        name={name}
        defaultValue={defaultValue}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy({ id, help, error })}
        className={fieldClass}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
      <FieldNotes id={id} help={help} error={error} />
    </div>
  )
}
