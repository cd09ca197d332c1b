'use client'

import { unstable_rethrow } from 'next/navigation'
import { useActionState } from 'react'
import { useWords } from '@/lib/words/client'
import type { FormState } from '@/ui/form-state'

/**
 * A form's action and its last answer. When no answer comes – the network, the console itself – the attempt goes on with
 * what was typed and with its key: the next press asks for the same thing, and it happens once. Pages that must work
 * before any script use React's own hook.
 */
export function useWrite<S extends FormState>(
  action: (last: Awaited<S>, form: FormData) => Promise<S>,
  attempt: string,
): [Awaited<S>, (form: FormData) => void, boolean] {
  const t = useWords('error')
  const first = { attempt, values: {} } as Awaited<S>
  return useActionState(async (last: Awaited<S>, form: FormData): Promise<S> => {
    try {
      return await action(last, form)
    } catch (error) {
      unstable_rethrow(error)
      const problem = navigator.onLine ? t('UNAVAILABLE') : t('OFFLINE')
      return { attempt: last.attempt, values: typedIn(form), problem } as S
    }
  }, first)
}

/** What was typed, without secrets: a browser keeps no password for us. */
function typedIn(form: FormData): FormState['values'] {
  const texts = [...form].filter(([name, value]) => typeof value === 'string' && !/password|token/i.test(name))
  return Object.fromEntries(texts) as FormState['values']
}
