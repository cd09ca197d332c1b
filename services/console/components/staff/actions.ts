'use server'

import { refresh } from 'next/cache'
import * as v from 'valibot'
import {
  DropDeadLetterDocument,
  RepairInstanceDocument,
  ResendMailDocument,
  RetryDeadLetterDocument,
} from '@/gql/graphql'
import type { FormState } from '@/lib/forms/form-state'
import { gateway } from '@/lib/gateway/gateway'
import { submit } from '@/lib/session/submit'
import { words } from '@/lib/words/server'

const Site = v.object({ instanceId: v.string() })

/** Has a site looked at again. Twice is one look: who asks again while it goes on gets the same operation. */
export async function repairInstance(last: FormState, form: FormData): Promise<FormState> {
  return submit(Site, last, form, async (input) => {
    const { repairInstance } = await gateway(RepairInstanceDocument, { input })
    return answered(repairInstance.userErrors)
  })
}

const Mail = v.object({ mailId: v.string() })

/** Sends the same mail to the same person once more. */
export async function resendMail(last: FormState, form: FormData): Promise<FormState> {
  return submit(Mail, last, form, async (input) => {
    const { resendMail } = await gateway(ResendMailDocument, { input })
    return answered(resendMail.userErrors)
  })
}

const Letter = v.object({ deadLetterId: v.string() })

/** Sends an event again that a service could not handle. It may die again. */
export async function retryDeadLetter(last: FormState, form: FormData): Promise<FormState> {
  return submit(Letter, last, form, async (input) => {
    const { retryDeadLetter } = await gateway(RetryDeadLetterDocument, { input })
    return answered(retryDeadLetter.userErrors)
  })
}

const Unwanted = v.pipe(
  v.object({ deadLetterId: v.string(), name: v.string(), typed: v.pipe(v.string(), v.trim()) }),
  v.forward(
    v.check(({ name, typed }) => typed === name, 'nameWrong'),
    ['typed'],
  ),
)

/** Gives an event up that a service could not handle. Its id asks for a second thought. */
export async function dropDeadLetter(last: FormState, form: FormData): Promise<FormState> {
  return submit(Unwanted, last, form, async ({ deadLetterId }) => {
    const { dropDeadLetter } = await gateway(DropDeadLetterDocument, { input: { deadLetterId } })
    return answered(dropDeadLetter.userErrors)
  })
}

type Refused = { code: string; message: string; field: string[] | null }

/** In words. Whatever the answer is, the page shows what is now: a refusal says that it was out of date. */
async function answered(errors: readonly Refused[]): Promise<Refused[]> {
  refresh()
  const t = await words('staff')
  return errors.map(({ code, message, field }) => {
    const key = `refused.${code}` as 'refused.INSTANCE_TERMINATED'
    return { code, message: t.has(key) ? t(key) : message, field }
  })
}
