import type { organization as en } from '../../en/island/organization'

export const organization: typeof en = {}
