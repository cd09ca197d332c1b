'use client'

import { useId } from 'react'
import { labelClass } from './field-class'
import { describedBy, FieldNotes } from './field-notes'
import { useChosen } from './form-values'

type Props = {
  name: string
  label: string
  options: readonly { value: string; label: string; help?: string }[]
  defaultValue?: string
  /** What is wrong, from the form's `errors`. */
  error?: readonly string[] | undefined
}

/**
 * One of a few, each with a line about it. The browser's own, so that it works before any script. What was chosen stays
 * when the form was refused or lost.
 */
export function RadioGroup({ name, label, options, defaultValue, error }: Props) {
  const id = useId()
  const chosen = useChosen(name)?.at(0) ?? defaultValue
  return (
    <fieldset aria-describedby={describedBy({ id, error })} className="grid gap-2.5">
      <legend className={`mb-1.5 ${labelClass}`}>{label}</legend>
      {options.map((option) => (
        <label key={option.value} className="flex min-h-6 items-start gap-2.5">
          <input
            type="radio"
            name={name}
            value={option.value}
            defaultChecked={option.value === chosen}
            className="mt-0.5 size-4.5 shrink-0 accent-(--color-accent)"
          />
          <span className="grid min-w-0">
            <span>{option.label}</span>
            {option.help ? <span className="text-muted text-xs">{option.help}</span> : null}
          </span>
        </label>
      ))}
      <FieldNotes id={id} error={error} />
    </fieldset>
  )
}
