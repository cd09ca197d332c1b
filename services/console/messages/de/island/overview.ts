import type { overview as en } from '../../en/island/overview'

export const overview: typeof en = {}
