import type * as en from '../en/frame'

export const frame: typeof en.frame = {
  description: 'Websites bestellen, veröffentlichen und betreiben.',
  skip: 'Zum Inhalt springen',
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

export const pager: typeof en.pager = { label: 'Seiten', previous: 'Neuere', next: 'Ältere' }

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

export const refusal: typeof en.refusal = {
  EMAIL_TAKEN: 'Mit dieser Adresse gibt es schon ein Konto. Melden Sie sich an oder setzen Sie Ihr Passwort zurück.',
  INVALID_CREDENTIALS: 'Die E-Mail-Adresse oder das Passwort ist falsch.',
  EMAIL_INVALID: 'Das ist keine E-Mail-Adresse.',
  EMAIL_ALREADY_VERIFIED: 'Diese Adresse ist schon bestätigt.',
  NAME_INVALID: 'Ein Name hat 1 bis 100 Zeichen und keine Zeilenumbrüche oder andere unsichtbare Zeichen.',
  LANGUAGE_INVALID: 'Diese Sprache sprechen wir noch nicht.',
  PASSWORD_TOO_SHORT: 'Ein Passwort hat mindestens 8 Zeichen.',
  PASSWORD_TOO_LONG: 'Dieses Passwort ist zu lang.',
  PASSWORD_COMMON: 'Dieses Passwort ist leicht zu erraten. Wählen Sie ein anderes.',
  PASSWORD_WRONG: 'Das ist nicht Ihr Passwort.',
  SLUG_INVALID: '3 bis 40 Kleinbuchstaben, Ziffern und Bindestriche.',
  SLUG_RESERVED: 'Dieser Name ist vergeben. Wählen Sie einen anderen.',
  SLUG_TAKEN: 'Diesen Namen gibt es schon. Wählen Sie einen anderen.',
  TOO_MANY_ORGANIZATIONS: 'Ihnen gehören schon so viele Organisationen, wie eine Person haben darf.',
  ALREADY_MEMBER: 'Diese Person ist schon Mitglied.',
  LAST_OWNER: 'Eine Organisation braucht einen Inhaber. Machen Sie zuerst jemand anderen dazu.',
  ROLE_ABOVE_OWN: 'Sie können keine Rolle geben oder nehmen, die mehr darf als Ihre.',
  TOO_MANY_INVITATIONS: 'Zu viele Einladungen sind offen. Nehmen Sie zuerst eine zurück.',
  COUPON_UNKNOWN: 'Diesen Gutschein gibt es nicht, oder er gilt für eine andere Währung.',
  NO_CAPACITY: 'In dieser Region ist gerade kein Platz.',
  TOO_MANY_OPEN_ORDERS:
    'Zu viele Ihrer Bestellungen warten auf Zahlung. Bezahlen oder stornieren Sie zuerst eine davon.',
  INVOICE_NOT_PAYABLE: 'Diese Rechnung kann nicht mehr bezahlt werden: Laden Sie die Seite neu, um zu sehen, warum.',
  INVOICE_NOT_VOIDABLE: 'Diese Rechnung kann nicht mehr storniert werden.',
  PAYMENT_IN_PROGRESS:
    'Eine Zahlung für diese Rechnung ist unterwegs. Warten Sie, bis sie da ist; bezahlen Sie nicht noch einmal.',
  CARD_NUMBER_REFUSED:
    'Das ist eine Kartennummer. Sie darf nie zu uns gelangen: Nehmen Sie das Token des Zahlungsdienstes.',
  TOKEN_INVALID: 'Diese Karte kennt der Zahlungsdienst nicht.',
  INSTANCE_NOT_DEPLOYABLE: 'Die Website kann in ihrem jetzigen Zustand nicht geändert werden.',
  INSTANCE_TERMINATED: 'Diese Website gibt es nicht mehr.',
  RELEASE_NOT_USABLE: 'Dieses Release kann nicht mehr verwendet werden.',
  URL_INVALID: 'Das ist keine Adresse, die ein Webhook haben kann.',
  URL_FORBIDDEN: 'Adressen in privaten Netzen können keine Webhooks sein.',
  URL_UNRESOLVABLE: 'Unter diesem Namen ist kein Server bekannt.',
  TOO_MANY_ENDPOINTS: 'Es gibt schon so viele Webhooks, wie eine Organisation haben darf.',
  COLOR_INVALID: 'Eine Farbe schreibt man wie #1a73e8.',
  LOGO_URL_INVALID: 'Das ist nicht die https-Adresse eines Bildes.',
  HASHING_BUSY: 'Gerade melden sich zu viele an. Versuchen Sie es gleich noch einmal.',
}

export const offline: typeof en.offline = {
  title: 'Sie sind offline',
  text: 'Diese Seite haben Sie noch nicht gelesen, darum lässt sie sich jetzt nicht anzeigen. Seiten, die Sie kürzlich gelesen haben, schon: Kehren Sie zu einer davon zurück.',
}
