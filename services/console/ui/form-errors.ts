'use client'

import { createContext, useContext } from 'react'

/** What is wrong in a form, by the fields' names. */
export const FormErrors = createContext<Record<string, readonly string[]>>({})

/** What is wrong with a field. */
export function useFieldError(name: string | undefined): readonly string[] | undefined {
  const errors = useContext(FormErrors)
  return name !== undefined && Object.hasOwn(errors, name) ? errors[name] : undefined
}
