type Notes = {
  /** The field's. */
  id: string
  /** What helps to fill it in. */
  help?: string | undefined
  /** What is wrong with it. */
  error?: readonly string[] | undefined
}

/** What stands under a field; it is read out with it by `describedBy`. */
export function FieldNotes({ id, help, error }: Notes) {
  return (
    <>
      {help ? (
        <p id={`${id}-help`} className="text-muted text-xs">
          {help}
        </p>
      ) : null}
      {error ? (
        <p id={`${id}-error`} className="text-danger text-xs">
          {error.join(' ')}
        </p>
      ) : null}
    </>
  )
}

/** A field's `aria-describedby`. */
export function describedBy({ id, help, error }: Notes): string | undefined {
  return [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(' ') || undefined
}
