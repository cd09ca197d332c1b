'use client'

import { type ComponentProps, useId } from 'react'
import { fieldClass, labelClass } from './field-class'
import { describedBy, FieldNotes } from './field-notes'
import { useFieldError } from './form-errors'

type Native = Pick<
  ComponentProps<'input'>,
  | 'autoCapitalize'
  | 'autoComplete'
  | 'autoFocus'
  | 'defaultValue'
  | 'inputMode'
  | 'maxLength'
  | 'name'
  | 'placeholder'
  | 'spellCheck'
  | 'type'
>

type Props = Native & {
  label: string
  /** What helps to fill it in, read out with the field. */
  help?: string
  /** More than one line. */
  rows?: number
  isRequired?: boolean
  /** What is wrong, where no form's state says it. */
  error?: readonly string[] | undefined
}

/** A field for text; its error comes from the form's `errors` by its name. The browser's own, so that it works before any script. */
export function TextField({ label, help, rows, isRequired, error: told, ...native }: Props) {
  const id = useId()
  const known = useFieldError(native.name)
  const error = told ?? known
  const { type, ...both } = native
  const field = {
    ...both,
    id,
    'aria-required': isRequired,
    'aria-invalid': error ? true : undefined,
    'aria-describedby': describedBy({ id, help, error }),
    className: fieldClass,
  }
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className={`w-fit ${labelClass}`}>
        {label}
      </label>
      {rows ? (
        <textarea {...(field as ComponentProps<'textarea'>)} rows={rows} />
      ) : (
        <input {...field} type={type ?? 'text'} />
      )}
      <FieldNotes id={id} help={help} error={error} />
    </div>
  )
}
