import type { order as en } from '../../en/island/order'

export const order: typeof en = {}
