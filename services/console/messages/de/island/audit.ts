import type { audit as en } from '../../en/island/audit'

export const audit: typeof en = {}
