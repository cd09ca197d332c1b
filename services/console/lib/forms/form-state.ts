/** What a form's action answers, and is given back with the next attempt. */
export type FormState = {
  /** The key of this attempt: it stays until an answer refuses it, so that a second click asks for the same thing. */
  attempt: string
  /** What was typed, without secrets, by the fields' names. */
  values: Record<string, string | string[]>
  /** What is wrong, at its field. */
  errors?: Record<string, string[]>
  /** What is wrong with all of it. */
  problem?: string
  /** The request that failed, where it was a failure and no refusal. */
  requestId?: string
  /** The last attempt did what it should. */
  done?: boolean
}

/** The text of a field that was typed before. */
export function typed({ values }: FormState, name: string): string {
  const value = values[name]
  return (Array.isArray(value) ? value[0] : value) ?? ''
}
