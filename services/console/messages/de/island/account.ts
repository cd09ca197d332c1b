import type { account as en } from '../../en/island/account'

export const account: typeof en = {
  passwordChanged:
    'Ihr Passwort ist geändert. {count, plural, =0 {Sie waren sonst nirgends angemeldet.} one {Eine andere Sitzung wurde beendet.} other {# andere Sitzungen wurden beendet.}}',
}
