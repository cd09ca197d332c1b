import type { event as en } from '../en/event'

export const event: typeof en = {
  by: 'von {who}',
  somebody: 'jemandem',
  person: 'einer Person',
  service: 'HostingCo ({name})',
  system: 'HostingCo, automatisch ({name})',
  nobody: 'unbekannt',
  details: 'Details',
  id: 'Ereignis',
  actor: 'Wer',
  subject: 'Betrifft',
  session: 'Sitzung',
  address: 'Adresse',
  device: 'Gerät',
  sequence: 'Position im Protokoll',
  changes: 'Was sich geändert hat',
  field: 'Feld',
  before: 'Vorher',
  after: 'Nachher',
  none: 'nichts',
  json: 'Das ganze Ereignis',
  empty: 'Keine Ereignisse',
  list: 'Ereignisse',
  log: 'Ereignisprotokoll',
  all: 'Alle Ereignisse dazu',
  types: {
    accounts: {
      invitation: {
        accepted: 'Eine Einladung wurde angenommen',
        created: 'Jemand wurde eingeladen',
        revoked: 'Eine Einladung wurde zurückgezogen',
      },
      membership: {
        changed: 'Die Rolle eines Mitglieds hat sich geändert',
        created: 'Ein Mitglied ist dazugekommen',
        removed: 'Ein Mitglied ist gegangen oder wurde entfernt',
      },
      organization: { created: 'Die Organisation wurde angelegt', updated: 'Die Organisation wurde geändert' },
    },
    audit: {
      replay: {
        finished: 'Das erneute Senden früherer Ereignisse ist beendet',
        started: 'Frühere Ereignisse werden erneut gesendet',
        updated: 'Das erneute Senden früherer Ereignisse wurde geändert',
      },
      retention: { applied: 'Alte Ereignisse wurden aussortiert' },
    },
    auth: {
      email_verification: { requested: 'Eine E-Mail zur Bestätigung einer Adresse wurde angefordert' },
      password_reset: { requested: 'Ein neues Passwort wurde angefordert' },
      session: { revoked: 'Eine Sitzung wurde beendet', started: 'Jemand hat sich angemeldet' },
      user: {
        email_verified: 'Eine E-Mail-Adresse wurde bestätigt',
        password_changed: 'Ein Passwort wurde geändert',
        registered: 'Jemand hat sich registriert',
        updated: 'Ein Profil wurde geändert',
      },
    },
    billing: {
      credit: { granted: 'Guthaben wurde gutgeschrieben' },
      details: { updated: 'Die Rechnungsangaben wurden geändert' },
      invoice: {
        created: 'Eine Rechnung wurde angelegt',
        issued: 'Eine Rechnung wurde ausgestellt',
        paid: 'Eine Rechnung wurde bezahlt',
        voided: 'Eine Rechnung wurde storniert',
      },
      order: {
        paid: 'Eine Bestellung wurde bezahlt',
        placed: 'Eine Bestellung wurde aufgegeben',
        voided: 'Eine Bestellung wurde storniert',
      },
      payment: {
        created: 'Eine Zahlung hat begonnen',
        failed: 'Eine Zahlung ist fehlgeschlagen',
        succeeded: 'Eine Zahlung ist eingegangen',
      },
      subscription: {
        activated: 'Ein Abonnement hat begonnen',
        canceled: 'Ein Abonnement wurde gekündigt',
        created: 'Ein Abonnement wurde angelegt',
        expired: 'Ein Abonnement ist abgelaufen',
        resumed: 'Ein Abonnement läuft weiter',
        suspended: 'Ein Abonnement wurde gesperrt',
      },
    },
    events: {
      dead_letter: {
        dropped: 'Ein gescheitertes Ereignis wurde verworfen',
        retried: 'Ein gescheitertes Ereignis wird erneut versucht',
      },
    },
    notifications: {
      brand: { updated: 'Das Aussehen der E-Mails wurde geändert' },
      notification: { created: 'Eine Benachrichtigung wurde gesendet' },
      webhook: { test: 'Ein Testereignis wurde gesendet' },
      webhook_endpoint: {
        created: 'Ein Webhook wurde angelegt',
        deleted: 'Ein Webhook wurde gelöscht',
        disabled: 'Ein Webhook wurde abgeschaltet',
        updated: 'Ein Webhook wurde geändert',
      },
    },
    provisioning: {
      instance: {
        activated: 'Die Website ist online',
        created: 'Die Website wurde angelegt',
        failed: 'Die Website konnte nicht eingerichtet werden',
        suspended: 'Die Website wurde gesperrt',
        terminated: 'Die Website wurde beendet',
        updated: 'Der Status der Website hat sich geändert',
      },
      operation: {
        created: 'Ein Vorgang wurde angefordert',
        finished: 'Ein Vorgang ist beendet',
        progressed: 'Ein Vorgang ist fortgeschritten',
      },
      release: {
        created: 'Ein Release wurde hochgeladen',
        superseded: 'Ein Release wurde abgelöst',
        went_live: 'Ein Release ist online gegangen',
      },
    },
  },
}
