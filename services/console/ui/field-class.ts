/** How a field to fill in looks. 16 px on a phone, where smaller text makes it zoom. */
export const fieldClass =
  'w-full min-h-9 rounded-md border border-border bg-raised px-3 py-1.5 text-base text-ink placeholder:text-muted sm:text-sm aria-invalid:border-danger data-[invalid]:border-danger'

/** How its name looks. */
export const labelClass = 'font-medium text-ink'
