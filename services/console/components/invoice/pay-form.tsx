'use client'

import { typed } from '@/lib/forms/form-state'
import { useWrite } from '@/lib/forms/use-write'
import { Button } from '@/ui/button'
import { Form } from '@/ui/form'
import { TextField } from '@/ui/text-field'
import { payInvoice } from './actions'

type Props = {
  invoice: string
  attempt: string
  /** Whether there is anything to pay now. When that ends, what this tab was told last stays to be read. */
  payable: boolean
  words: { card: string; help: string; submit: string }
}

/** Pays all that is due. However often it is pressed, it is paid once: the attempt has a key. */
export function PayForm({ invoice, attempt, payable, words }: Props) {
  const [state, action, pending] = useWrite(payInvoice, attempt)
  if (!payable && !state.problem) return null
  return (
    <Form action={action} state={state}>
      {payable ? (
        <>
          <input type="hidden" name="invoiceId" value={invoice} />
          <TextField
            name="card"
            label={words.card}
            help={words.help}
            autoComplete="off"
            defaultValue={typed(state, 'card') || 'tok_ok'}
            isRequired
          />
          <Button type="submit" tone="primary" isPending={pending}>
            {words.submit}
          </Button>
        </>
      ) : null}
    </Form>
  )
}
