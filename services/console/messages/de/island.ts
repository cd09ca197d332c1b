import type { island as en } from '../en/island'
import { account } from './island/account'
import { audit } from './island/audit'
import { everywhere } from './island/frame'
import { deploy, instance } from './island/instance'
import { kit } from './island/kit'
import { notification } from './island/notification'
import { order } from './island/order'
import { organization } from './island/organization'
import { overview } from './island/overview'
import { staff } from './island/staff'
import { team } from './island/team'
import { webhook } from './island/webhook'

export const island: typeof en = {
  ...everywhere,
  account,
  audit,
  deploy,
  instance,
  kit,
  notification,
  order,
  organization,
  overview,
  staff,
  team,
  webhook,
}
