import type { FormState } from './form-state'

/** Fields that do not come back: a browser keeps no password for us. React's own begin with `$`. */
const LEFT_OUT = /password|token|^\$/i

/** What was typed into a form, without secrets; a name that comes several times (checkboxes) is a list. */
export function typedIn(form: FormData): FormState['values'] {
  const values: FormState['values'] = {}
  for (const name of new Set(form.keys())) {
    if (LEFT_OUT.test(name)) continue
    const texts = form.getAll(name).filter((value) => typeof value === 'string')
    const [only] = texts
    if (only !== undefined) values[name] = texts.length > 1 ? texts : only
  }
  return values
}
