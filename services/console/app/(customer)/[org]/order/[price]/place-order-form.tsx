'use client'

import type { ReactNode } from 'react'
import { useWrite } from '@/lib/forms/use-write'
import { Button } from '@/ui/button'
import { Form } from '@/ui/form'
import { placeOrder } from './actions'

type Props = {
  /** What is ordered, by the fields of the action. */
  order: Record<string, string>
  attempt: string
  submit: string
  note: string
  /** The preview, between what went wrong and the button. */
  children: ReactNode
}

/** Orders what is shown in it. However often it is pressed, it is ordered once: the attempt has a key. */
export function PlaceOrderForm({ order, attempt, submit, note, children }: Props) {
  const [state, action, pending] = useWrite(placeOrder, attempt)
  return (
    <Form action={action} state={state}>
      {Object.entries(order).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {children}
      <Button type="submit" tone="primary" isPending={pending}>
        {submit}
      </Button>
      <p className="text-muted text-xs">{note}</p>
    </Form>
  )
}
