import type { everywhere as en } from '../../en/island/frame'

export const everywhere: typeof en = {
  form: {
    request: 'Anfrage {id}',
    optional: 'optional',
    saved: 'Gespeichert.',
    offline: 'Sie sind offline. Das lässt sich senden, sobald Sie wieder online sind.',
    notSent: 'Sie sind offline. Es wurde nichts gesendet.',
  },
  copy: { copy: '{what} kopieren', done: 'Kopiert' },
  error: {
    title: 'Etwas ist schiefgegangen',
    part: 'Dieser Teil lässt sich gerade nicht anzeigen',
    INTERNAL:
      'Das ist ein Fehler bei uns. Versuchen Sie es noch einmal; wenn er bleibt, nennen Sie dem Support die ID der Anfrage.',
    UNAVAILABLE:
      'Ein Teil von HostingCo antwortet gerade nicht. Es ging nichts verloren; versuchen Sie es gleich noch einmal.',
    DEADLINE_EXCEEDED:
      'Das hat zu lange gedauert. Vielleicht ist es trotzdem geschehen: Sehen Sie nach, bevor Sie es noch einmal versuchen.',
    RATE_LIMITED: 'Das war zu viel auf einmal. Warten Sie einen Moment und versuchen Sie es dann noch einmal.',
    FORBIDDEN:
      'Ihre Rolle in dieser Organisation erlaubt das nicht. Inhaber und Administratoren können Ihre Rolle ändern.',
    UNSENT:
      'Das ließ sich nicht senden, oder die Antwort ging verloren. Prüfen Sie Ihr Netz und versuchen Sie es dann noch einmal.',
    UPDATED:
      'HostingCo wurde inzwischen aktualisiert und kennt dieses Formular nicht mehr. Laden Sie die Seite neu und senden Sie es dann noch einmal. Was Sie eingegeben haben, bleibt hier, bis Sie neu laden: Kopieren Sie, was Sie behalten möchten.',
    retry: 'Noch einmal versuchen',
    retries: 'HostingCo versucht es von selbst weiter.',
    request: 'Anfrage {id}',
    home: 'Zur Startseite',
  },
  frame: {
    menu: 'Menü',
    switch: 'Organisation wechseln, jetzt {name}',
    allOrganizations: 'Alle Organisationen',
    newOrganization: 'Neue Organisation',
    account: 'Konto von {name}',
    theme: 'Darstellung',
    light: 'Hell',
    dark: 'Dunkel',
    system: 'Wie das System',
    commands: 'Befehle',
    help: 'Tastenkürzel',
    singleKeys: 'Tasten ohne Strg gelten',
    open: '{id} öffnen',
    nothing: 'Nichts mit diesem Namen',
    close: 'Schließen',
    offline:
      'Sie sind offline. Was Sie sehen, ist der Stand von {at}; ändern können Sie erst wieder etwas, wenn Sie online sind.',
    kept: 'Was Sie sehen, ist der Stand von {at}. Es wird gerade neu geladen.',
  },
}
