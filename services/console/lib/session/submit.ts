import 'server-only'
import { headers } from 'next/headers'
import * as v from 'valibot'
import type { FormState } from '@/lib/forms/form-state'
import { GatewayError } from '@/lib/gateway/errors'
import { words } from '@/lib/words/server'
import { requireSameOrigin } from './origin'
import { requireSession } from './session'

/** What a mutation answers where a person can do something about it. */
export type Refusal = { code: string; message: string; field?: string[] | null }

/** Does the write. The key is the attempt's: the same one asks for the same again, however often. */
type Run<S extends v.GenericSchema> = (input: v.InferOutput<S>, idempotencyKey: string) => Promise<readonly Refusal[]>

/** Fields whose values never go back to the page. */
const SECRET = /password|token/i

/**
 * The one way into a write: same origin, session, shape, then `run`; errors come back at their fields, with what was
 * typed. The schema's keys are the form's names and the input's fields at once.
 */
export async function submit<S extends v.GenericSchema>(
  shape: S,
  last: FormState,
  form: FormData,
  run: Run<S>,
): Promise<FormState> {
  requireSameOrigin(await headers())
  await requireSession()
  return submitted(shape, last, form, run)
}

/** The same for who has no session yet: signing up, logging in, resetting a password. */
export async function submitAsGuest<S extends v.GenericSchema>(
  shape: S,
  last: FormState,
  form: FormData,
  run: Run<S>,
): Promise<FormState> {
  requireSameOrigin(await headers())
  return submitted(shape, last, form, run)
}

async function submitted<S extends v.GenericSchema>(
  shape: S,
  last: FormState,
  form: FormData,
  run: Run<S>,
): Promise<FormState> {
  const typed = valuesOf(form)
  const values = withoutSecrets(typed)
  const parsed = v.safeParse(shape, typed)
  if (!parsed.success) return { attempt: last.attempt, values, ...placed(typed, await issuesOf(parsed.issues)) }
  try {
    const refusals = await run(parsed.output, last.attempt)
    if (refusals.length === 0) return { attempt: last.attempt, values: {}, done: true }
    return { attempt: crypto.randomUUID(), values, ...placed(typed, await inWords(refusals)) }
  } catch (error) {
    // redirect() and notFound() come this way too; thrown on, a failure would take what was typed with it.
    if (!(error instanceof GatewayError)) throw error
    const t = await words('error')
    const said = t.has(error.code as 'INTERNAL') ? t(error.code as 'INTERNAL') : t('INTERNAL')
    return { attempt: last.attempt, values, problem: said, requestId: error.requestId }
  }
}

/** Every text field; a name that comes several times (checkboxes) is a list. */
function valuesOf(form: FormData): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = {}
  for (const name of new Set(form.keys())) {
    if (name.startsWith('$')) continue // React's own
    const texts = form.getAll(name).filter((value) => typeof value === 'string')
    const [only] = texts
    if (only !== undefined) values[name] = texts.length > 1 ? texts : only
  }
  return values
}

function withoutSecrets(values: Record<string, string | string[]>): Record<string, string | string[]> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !SECRET.test(name)))
}

type Placed = Pick<FormState, 'errors' | 'problem'>

/** Errors at their fields; what has no field on this form is the form's problem. */
function placed(
  values: Record<string, unknown>,
  wrong: readonly { field: string | undefined; message: string }[],
): Placed {
  const errors: Record<string, string[]> = {}
  const rest: string[] = []
  for (const { field, message } of wrong) {
    if (field !== undefined && field in values) errors[field] = [...(errors[field] ?? []), message]
    else rest.push(message)
  }
  return { ...(Object.keys(errors).length > 0 && { errors }), ...(rest.length > 0 && { problem: rest.join(' ') }) }
}

/** `["input", "email"]` is the field `email`. */
function fieldOf(path: readonly string[] | null | undefined): string | undefined {
  return path?.filter((part) => part !== 'input').at(0)
}

async function inWords(refusals: readonly Refusal[]) {
  const t = await words('refusal')
  return refusals.map(({ code, message, field }) => ({
    field: fieldOf(field),
    message: t.has(code as 'EMAIL_TAKEN') ? t(code as 'EMAIL_TAKEN') : message,
  }))
}

async function issuesOf(issues: readonly v.BaseIssue<unknown>[]) {
  const t = await words('field')
  return issues.map((issue) => ({
    field: issue.path?.[0]?.key === undefined ? undefined : String(issue.path[0].key),
    message: t.has(issue.message as 'required') ? t(issue.message as 'required') : t('invalid'),
  }))
}
