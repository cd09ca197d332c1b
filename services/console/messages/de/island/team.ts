import type { team as en } from '../../en/island/team'

export const team: typeof en = {
  sent: 'Die Einladung ist an {email} unterwegs.',
  link: 'Oder geben Sie diesen Link selbst weiter. Er wird nur jetzt angezeigt, und nur {email} kann ihn nutzen.',
}
