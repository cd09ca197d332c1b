'use server'

import { redirect } from 'next/navigation'
import * as v from 'valibot'
import { TerminateInstanceDocument } from '@/gql/graphql'
import type { FormState } from '@/lib/forms/form-state'
import { gateway } from '@/lib/gateway/gateway'
import { paths } from '@/lib/paths'
import { submit } from '@/lib/session/submit'

const Named = v.pipe(
  v.object({ org: v.string(), instanceId: v.string(), expected: v.string(), name: v.pipe(v.string(), v.trim()) }),
  v.forward(
    v.check(({ expected, name }) => name === expected.trim(), 'nameWrong'),
    ['name'],
  ),
)

/** Removes a site for good. The name asks for a second thought; who may do it the gateway knows. */
export async function terminateInstance(last: FormState, form: FormData): Promise<FormState> {
  return submit(Named, last, form, async ({ org, instanceId }) => {
    const { terminateInstance } = await gateway(TerminateInstanceDocument, { input: { instanceId } })
    if (terminateInstance.userErrors.length > 0) {
      return terminateInstance.userErrors.map(({ code, message }) => ({ code, message }))
    }
    redirect(paths.instance(org, instanceId))
  })
}
