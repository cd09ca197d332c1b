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

/** Words of islands: all that goes to the browser. Words that a page can give as a prop do not belong here. */
export const island = {
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
