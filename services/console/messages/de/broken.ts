import type { broken as en } from '../en/broken'

export const broken: typeof en = {
  title: 'Etwas ist schiefgegangen',
  text: 'HostingCo konnte diese Seite nicht zeigen. Es ging nichts verloren; versuchen Sie es gleich noch einmal.',
  request: 'Anfrage',
  retry: 'Noch einmal versuchen',
  retries: 'HostingCo versucht es von selbst weiter.',
}
