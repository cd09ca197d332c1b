'use client'

import { unstable_isUnrecognizedActionError, unstable_rethrow } from 'next/navigation'
import { useActionState } from 'react'
import { useWords } from '@/lib/words/client'
import type { FormState } from './form-state'
import { typedIn } from './typed-in'

/**
 * A form's action and its last answer. When no answer comes – the network, the console itself – the attempt goes on with
 * what was typed and with its key: the next press asks for the same thing, and it happens once.
 */
export function useWrite<S extends FormState>(
  action: (last: Awaited<S>, form: FormData) => Promise<S>,
  attempt: string,
): [Awaited<S>, (form: FormData) => void, boolean] {
  const t = useWords('error')
  const first = { attempt, values: {} } as Awaited<S>
  const caught = async (last: Awaited<S>, form: FormData): Promise<S> => {
    try {
      return await action(last, form)
    } catch (error) {
      unstable_rethrow(error)
      return { attempt: last.attempt, values: typedIn(form), problem: t(whyOf(error)) } as S
    }
  }
  // The server renders the action itself, so that the form works before any script.
  return useActionState(typeof window === 'undefined' ? action : caught, first)
}

/** Why no answer came. */
function whyOf(error: unknown): 'UPDATED' | 'UNSENT' | 'UNAVAILABLE' {
  // The form is of a version that is gone: however often it is sent, nobody knows it.
  if (unstable_isUnrecognizedActionError(error)) return 'UPDATED'
  // What `fetch` throws is a `TypeError`: then it may never have arrived.
  return error instanceof TypeError ? 'UNSENT' : 'UNAVAILABLE'
}
