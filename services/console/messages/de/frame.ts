import type * as en from '../en/frame'

export const frame: typeof en.frame = {
  description: 'Websites bestellen, veröffentlichen und betreiben.',
  skip: 'Zum Inhalt springen',
  going: 'Die Seite wird geladen …',
  navigation: 'Hauptnavigation',
  menu: 'Menü',
  organization: 'Organisation',
  overview: 'Übersicht',
  instances: 'Websites',
  order: 'Bestellen',
  invoices: 'Rechnungen',
  members: 'Mitglieder',
  webhooks: 'Webhooks',
  audit: 'Protokoll',
  settings: 'Einstellungen',
  notifications:
    '{count, plural, =0 {Benachrichtigungen} one {Benachrichtigungen, # ungelesen} other {Benachrichtigungen, # ungelesen}}',
  account: 'Konto',
  sessions: 'Sitzungen',
  preferences: 'Benachrichtigungseinstellungen',
  organizations: 'Organisationen',
  staff: 'Mitarbeiterbereich',
  newOrganization: 'Neue Organisation',
  logIn: 'Anmelden',
  signUp: 'Registrieren',
  logOut: 'Abmelden',
  staffBanner: 'Sie sehen diese Organisation als Mitarbeiter von HostingCo. Ändern können Sie hier nichts.',
}

export const error: typeof en.error = {
  title: 'Etwas ist schiefgegangen',
  INTERNAL:
    'Das ist ein Fehler bei uns. Versuchen Sie es noch einmal; wenn er bleibt, nennen Sie dem Support die ID der Anfrage.',
  UNAVAILABLE:
    'Ein Teil von HostingCo antwortet gerade nicht. Es ging nichts verloren; versuchen Sie es gleich noch einmal.',
  DEADLINE_EXCEEDED:
    'Das hat zu lange gedauert. Vielleicht ist es trotzdem geschehen: Sehen Sie nach, bevor Sie es noch einmal versuchen.',
  RATE_LIMITED: 'Das war zu viel auf einmal. Warten Sie einen Moment und versuchen Sie es dann noch einmal.',
  FORBIDDEN:
    'Ihre Rolle in dieser Organisation erlaubt das nicht. Inhaber und Administratoren können Ihre Rolle ändern.',
  CONFLICT: 'Jemand hat das inzwischen geändert. Laden Sie die Seite neu, um den aktuellen Stand zu sehen.',
  BAD_USER_INPUT: 'Die Konsole hat etwas angefragt, das der Server nicht versteht: ein Fehler bei uns.',
  QUERY_TOO_COMPLEX: 'Hier wird zu viel auf einmal angefragt: ein Fehler bei uns.',
  FOREIGN_ORIGIN: 'Diese Anfrage kam von einer anderen Website und wurde abgelehnt.',
  notFoundTitle: 'Hier ist nichts',
  notFound: 'Was Sie suchen, gibt es nicht mehr, oder es gehört zu einer Organisation, in der Sie nicht Mitglied sind.',
  home: 'Zur Startseite',
}

export const pager: typeof en.pager = {
  label: 'Seiten',
  previous: 'Neuere',
  next: 'Ältere',
  sort: 'Sortierung',
  newest: 'Neueste zuerst',
  oldest: 'Älteste zuerst',
}

export const field: typeof en.field = {
  required: 'Bitte füllen Sie dieses Feld aus.',
  email: 'Das ist keine E-Mail-Adresse.',
  tooLong: 'Das ist zu lang.',
  passwordShort: 'Ein Passwort hat mindestens 8 Zeichen.',
  passwordsDiffer: 'Die beiden Passwörter stimmen nicht überein.',
  nameWrong: 'Geben Sie den Namen genau so ein, wie er oben steht.',
  url: 'Das ist keine Webadresse. Sie beginnt mit https://.',
  invalid: 'Das stimmt nicht.',
}

export const offline: typeof en.offline = {
  title: 'Sie sind offline',
  text: 'Diese Seite haben Sie noch nicht gelesen, darum lässt sie sich jetzt nicht anzeigen. Seiten, die Sie kürzlich gelesen haben, schon: Kehren Sie zu einer davon zurück.',
}
