import { account } from './de/account'
import { audit } from './de/audit'
import { event } from './de/event'
import { error, field, frame, offline, pager } from './de/frame'
import { instance } from './de/instance'
import { invoice } from './de/invoice'
import { island } from './de/island'
import { kit } from './de/kit'
import { notification } from './de/notification'
import { order } from './de/order'
import { organization } from './de/organization'
import { overview } from './de/overview'
import { acceptInvitation, forgotPassword, logIn, logOut, resetPassword, signUp, verifyEmail } from './de/public'
import { refusal } from './de/refusal'
import { staff } from './de/staff'
import { team } from './de/team'
import { webhook } from './de/webhook'
import type { en } from './en'

/** German. */
export const de: typeof en = {
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
