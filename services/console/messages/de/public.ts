import type * as en from '../en/public'

export const logIn: typeof en.logIn = {
  title: 'Anmelden',
  email: 'E-Mail',
  password: 'Passwort',
  submit: 'Anmelden',
  forgotten: 'Passwort vergessen?',
  noAccount: 'Noch kein Konto?',
  signUp: 'Registrieren',
  over: 'Ihre Sitzung ist beendet. Melden Sie sich an, um dort weiterzumachen, wo Sie waren.',
}

export const signUp: typeof en.signUp = {
  title: 'Registrieren',
  name: 'Ihr Name',
  email: 'E-Mail',
  password: 'Passwort',
  passwordHelp: 'Mindestens 8 Zeichen. Ein langer Satz ist besser als ein kurzes Rätsel.',
  submit: 'Konto anlegen',
  hasAccount: 'Schon ein Konto?',
  logIn: 'Anmelden',
}

export const forgotPassword: typeof en.forgotPassword = {
  title: 'Passwort vergessen',
  text: 'Nennen Sie uns Ihre E-Mail-Adresse. Wir senden Ihnen einen Link, mit dem Sie ein neues Passwort festlegen.',
  email: 'E-Mail',
  submit: 'Link senden',
  sent: 'Wenn es ein Konto mit dieser Adresse gibt, ist eine E-Mail mit einem Link unterwegs. Der Link gilt eine halbe Stunde.',
  nothing:
    'Nichts angekommen? Sehen Sie im Spam-Ordner nach, oder prüfen Sie, ob Sie eine andere Adresse verwendet haben.',
  again: 'Andere Adresse verwenden',
  back: 'Zurück zur Anmeldung',
}

export const resetPassword: typeof en.resetPassword = {
  title: 'Neues Passwort',
  text: 'Wählen Sie ein neues Passwort. Alle Ihre Sitzungen enden, auf jedem Gerät; danach melden Sie sich damit an.',
  password: 'Neues Passwort',
  passwordHelp: 'Mindestens 8 Zeichen. Ein langer Satz ist besser als ein kurzes Rätsel.',
  repeat: 'Passwort wiederholen',
  submit: 'Passwort festlegen',
  done: 'Ihr Passwort ist geändert. Melden Sie sich mit dem neuen an.',
  logIn: 'Anmelden',
  missing:
    'Dieser Adresse fehlt ihr geheimer Teil. Öffnen Sie den Link aus der E-Mail noch einmal oder fordern Sie einen neuen an.',
  another: 'Neuen Link anfordern',
  errors: {
    MAIL_LINK_INVALID: 'Dieser Link wurde schon benutzt, oder es gibt einen neueren. Fordern Sie einen neuen an.',
    MAIL_LINK_EXPIRED: 'Dieser Link ist zu alt. Fordern Sie einen neuen an.',
    PASSWORD_COMMON: 'Dieses Passwort ist leicht zu erraten. Wählen Sie ein anderes.',
  },
}

export const verifyEmail: typeof en.verifyEmail = {
  title: 'E-Mail-Adresse bestätigen',
  text: 'Ein Klick, und wir wissen, dass diese Adresse Ihnen gehört. So kommen Rechnungen und Warnungen bei Ihnen an.',
  submit: 'Adresse bestätigen',
  done: 'Vielen Dank. Ihre Adresse ist bestätigt.',
  on: 'Weiter',
  missing:
    'Dieser Adresse fehlt ihr geheimer Teil. Öffnen Sie den Link aus der E-Mail noch einmal oder fordern Sie einen neuen an.',
  request: 'Neue E-Mail anfordern',
  requested: 'Eine neue E-Mail ist zu Ihnen unterwegs. Ältere Links gelten nicht mehr.',
  requestText: 'Funktioniert der Link nicht? Fordern Sie eine neue E-Mail an {email} an.',
  logInText: 'Um eine neue E-Mail anzufordern,',
  logIn: 'melden Sie sich an',
  verified: 'Die Adresse {email} ist bestätigt.',
  errors: {
    MAIL_LINK_INVALID: 'Dieser Link gilt nicht mehr: Er wurde schon benutzt, oder es gibt einen neueren.',
    MAIL_LINK_EXPIRED: 'Dieser Link ist zu alt.',
  },
}

export const acceptInvitation: typeof en.acceptInvitation = {
  title: 'Einladung',
  offer:
    '<who>{inviter}</who> lädt Sie ein, in der Organisation <who>{organization}</who> bei HostingCo mitzuarbeiten.',
  offerOfNobody: 'Sie sind eingeladen, in der Organisation <who>{organization}</who> bei HostingCo mitzuarbeiten.',
  role: 'Ihre Rolle: {role}. {help}',
  until: 'Annehmen können Sie bis {day}.',
  guest:
    'Melden Sie sich mit der Adresse an, an die die Einladung ging, oder registrieren Sie sich damit. Danach kommen Sie hierher zurück.',
  logIn: 'Anmelden',
  signUp: 'Registrieren',
  as: 'Sie sind als <who>{name}</who> ({email}) angemeldet.',
  submit: 'Beitreten',
  other: 'Mit anderem Konto anmelden',
  home: 'Zur Startseite',
  missing:
    'Dieser Adresse fehlt ihr geheimer Teil. Öffnen Sie den Link aus der E-Mail noch einmal oder bitten Sie um eine neue Einladung.',
  unknownTitle: 'Diese Einladung gibt es nicht',
  unknown:
    'Der Link ist unvollständig, oder er war nie einer. Öffnen Sie ihn noch einmal aus der E-Mail, oder bitten Sie um eine neue Einladung.',
  errors: {
    INVITATION_FOREIGN:
      'Diese Einladung ging an eine andere Adresse als Ihre. Melden Sie sich als die eingeladene Person an oder bitten Sie um eine Einladung an Ihre Adresse.',
    INVITATION_EXPIRED: 'Diese Einladung ist abgelaufen. Bitten Sie um eine neue.',
    INVITATION_REVOKED:
      'Diese Einladung wurde zurückgezogen. Wenn Sie das für einen Irrtum halten, fragen Sie nach, wer Sie eingeladen hat.',
    INVITATION_USED:
      'Diese Einladung wurde schon benutzt. Wenn Sie das waren, finden Sie die Organisation auf der Startseite.',
    ALREADY_MEMBER: 'Sie sind schon Mitglied dieser Organisation. Sie finden sie auf der Startseite.',
  },
}

export const logOut: typeof en.logOut = {
  title: 'Sie sind noch angemeldet',
  text: 'Ein Teil von HostingCo hat nicht geantwortet, deshalb wurde Ihre Sitzung nicht beendet. Versuchen Sie es gleich noch einmal.',
  submit: 'Abmelden',
}
