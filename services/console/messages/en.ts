import { account } from './en/account'
import { audit } from './en/audit'
import { event } from './en/event'
import { error, field, frame, offline, pager } from './en/frame'
import { instance } from './en/instance'
import { invoice } from './en/invoice'
import { island } from './en/island'
import { kit } from './en/kit'
import { notification } from './en/notification'
import { order } from './en/order'
import { organization } from './en/organization'
import { overview } from './en/overview'
import { acceptInvitation, forgotPassword, logIn, logOut, resetPassword, signUp, verifyEmail } from './en/public'
import { refusal } from './en/refusal'
import { staff } from './en/staff'
import { team } from './en/team'
import { webhook } from './en/webhook'

/** Every word that people read. What stands under `island` goes to the browser, the rest stays on the server. */
export const en = {
  acceptInvitation,
  account,
  audit,
  error,
  event,
  field,
  forgotPassword,
  frame,
  instance,
  invoice,
  island,
  kit,
  logIn,
  logOut,
  notification,
  offline,
  order,
  organization,
  overview,
  pager,
  refusal,
  resetPassword,
  signUp,
  staff,
  team,
  verifyEmail,
  webhook,
}
