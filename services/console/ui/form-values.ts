'use client'

import { createContext, useContext } from 'react'
import type { FormState } from '@/lib/forms/form-state'

/** What was typed into a form whose last attempt was refused or lost, by the fields' names. */
export const FormValues = createContext<FormState['values']>({})

/**
 * What was chosen under a name in the last attempt, for fields that the server draws: it knows no state. Undefined where
 * there was none, or it did what it should: then what was drawn holds.
 */
export function useChosen(name: string): readonly string[] | undefined {
  const values = useContext(FormValues)
  // A box that is not ticked is not sent; something else of its form is.
  return Object.keys(values).length > 0 ? [values[name] ?? []].flat() : undefined
}
