import type { notification as en } from '../en/notification'

export const notification: typeof en = {
  title: 'Benachrichtigungen',
  filter: 'Welche Benachrichtigungen',
  all: 'Alle',
  unread: 'Ungelesen ({count, plural, =1000 {1.000 oder mehr} other {#}})',
  empty: 'Noch nichts zu berichten',
  emptyText: 'Was sich bei Ihren Websites, Rechnungen und Mitgliedern tut, erscheint hier.',
  emptyUnread: 'Sie haben alles gelesen',
  toAll: 'Alle anzeigen',
  preferences: 'Einstellungen',
  list: 'Benachrichtigungen',
  new: 'Neu',
  markRead: 'Als gelesen markieren',
  markAll: 'Alle als gelesen markieren',
  marked: 'Als gelesen markiert.',
  markedAll: 'Alle wurden als gelesen markiert.',
  look: {
    Instance: 'Website ansehen',
    Invoice: 'Rechnung ansehen',
    WebhookEndpoint: 'Webhook ansehen',
    Organization: 'Organisation ansehen',
    Membership: 'Mitglieder ansehen',
    Session: 'Sitzungen ansehen',
    User: 'Konto ansehen',
  },
}
