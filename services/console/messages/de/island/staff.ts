import type { staff as en } from '../../en/island/staff'

export const staff: typeof en = {}
