import type { kit as en } from '../../en/island/kit'

export const kit: typeof en = {}
