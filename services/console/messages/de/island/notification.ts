import type { notification as en } from '../../en/island/notification'

export const notification: typeof en = {}
