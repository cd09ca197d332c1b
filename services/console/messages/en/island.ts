import { account } from './island/account'
import { everywhere } from './island/frame'
import { deploy, instance } from './island/instance'
import { team } from './island/team'
import { webhook } from './island/webhook'

/** Words of islands: all that goes to the browser. Words that a page can give as a prop do not belong here. */
export const island = {
  ...everywhere,
  account,
  deploy,
  instance,
  team,
  webhook,
}
