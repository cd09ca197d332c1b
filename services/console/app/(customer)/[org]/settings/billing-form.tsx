'use client'

import { typed } from '@/lib/forms/form-state'
import { useWrite } from '@/lib/forms/use-write'
import { Button } from '@/ui/button'
import { Form } from '@/ui/form'
import { TextField } from '@/ui/text-field'
import { updateBillingDetails } from './actions'

type Details = Record<'name' | 'address' | 'taxNumber', string>

type Props = {
  organization: string
  details: Details
  attempt: string
  words: Details & { help: Details; save: string; saved: string }
}

/** To whom invoices are addressed. */
export function BillingForm({ organization, details, attempt, words }: Props) {
  const [state, action, pending] = useWrite(updateBillingDetails, attempt)
  const field = (name: keyof Details) => ({
    name,
    label: words[name],
    help: words.help[name],
    defaultValue: name in state.values ? typed(state, name) : details[name],
  })
  // Another's change makes a field anew: it is not controlled, so that it works before any script.
  const key = (name: keyof Details) => `${name} ${details[name]}`
  return (
    <Form action={action} state={state}>
      <input type="hidden" name="organizationId" value={organization} />
      <TextField key={key('name')} {...field('name')} autoComplete="organization" />
      <TextField key={key('address')} {...field('address')} autoComplete="street-address" rows={4} />
      <TextField key={key('taxNumber')} {...field('taxNumber')} autoComplete="off" spellCheck="false" />
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" isPending={pending}>
          {words.save}
        </Button>
        <span role="status" className="text-good">
          {state.done && !pending ? words.saved : ''}
        </span>
      </div>
    </Form>
  )
}
