import type { island as en } from '../en/island'
import { account } from './island/account'
import { everywhere } from './island/frame'
import { deploy, instance } from './island/instance'
import { team } from './island/team'
import { webhook } from './island/webhook'

export const island: typeof en = {
  ...everywhere,
  account,
  deploy,
  instance,
  team,
  webhook,
}
