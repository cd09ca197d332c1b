'use client'

import { useRouter } from 'next/navigation'
import { type ReactNode, useEffect, useRef, useTransition } from 'react'
import { Button } from './button'
import { FormErrors } from './form-errors'

type Props = {
  path: string
  /** What is wrong with the address, at its fields. */
  errors: Record<string, string[]>
  /** The id of what the form brings; the focus goes there when it has come, or to the first field that is wrong. */
  result: string
  submit: string
  children: ReactNode
}

/**
 * A form whose answer is an address: back, forward and a sent link keep what was typed. Works before any script.
 */
export function QueryForm({ path, errors, result, submit, children }: Props) {
  const router = useRouter()
  const form = useRef<HTMLFormElement>(null)
  const asked = useRef(false)
  const [pending, startTransition] = useTransition()
  useEffect(() => {
    if (pending || !asked.current) return
    asked.current = false
    const wrong = form.current?.querySelector<HTMLElement>('input[aria-invalid], select[aria-invalid]')
    const answer = wrong ?? document.getElementById(result)
    answer?.focus()
  }, [pending, result])
  return (
    <form
      ref={form}
      action={path}
      method="get"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        asked.current = true
        const query = new URLSearchParams()
        for (const [name, value] of new FormData(event.currentTarget)) {
          if (typeof value === 'string') query.set(name, value)
        }
        startTransition(() => router.push(`${path}?${query}`, { scroll: false }))
      }}
      className="grid gap-4"
    >
      <FormErrors value={errors}>{children}</FormErrors>
      <div>
        <Button type="submit" isPending={pending}>
          {submit}
        </Button>
      </div>
    </form>
  )
}
