import * as v from 'valibot'
import type { FormState } from '@/lib/forms/form-state'
import { shortened } from './filter'

/** What is typed about an endpoint, whether it is new or changed. */
export const endpointShape = {
  url: v.pipe(v.string(), v.trim(), v.nonEmpty('required'), v.maxLength(2048, 'tooLong')),
  description: v.pipe(v.string(), v.trim(), v.maxLength(200, 'tooLong')),
  which: v.picklist(['all', 'some'], 'required'),
  eventTypes: v.pipe(
    v.union([v.string(), v.array(v.string())]),
    v.transform((chosen) => shortened([chosen].flat())),
  ),
}

/** What making or rotating answers beside the form's state: the secret, which is told only now. */
export type Keyed = FormState & { made?: { endpoint: string; secret: string } }
