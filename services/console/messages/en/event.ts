/** What happened, in words: by the event's type without its version. */
export const event = {
  by: 'by {who}',
  somebody: 'somebody',
  person: 'a person',
  service: 'HostingCo ({name})',
  system: 'HostingCo, by itself ({name})',
  nobody: 'nobody known',
  details: 'Details',
  id: 'Event',
  actor: 'Actor',
  subject: 'About',
  session: 'Session',
  address: 'Address',
  device: 'Device',
  sequence: 'Place in the record',
  changes: 'What changed',
  field: 'Field',
  before: 'Before',
  after: 'After',
  none: 'nothing',
  json: 'The whole event',
  empty: 'No events',
  list: 'Events',
  types: {
    accounts: {
      invitation: {
        accepted: 'An invitation was accepted',
        created: 'Somebody was invited',
        revoked: 'An invitation was taken back',
      },
      membership: {
        changed: 'A member’s role changed',
        created: 'A member joined',
        removed: 'A member left or was removed',
      },
      organization: { created: 'The organization was made', updated: 'The organization was changed' },
    },
    audit: {
      replay: {
        finished: 'Sending history again ended',
        started: 'History is being sent again',
        updated: 'Sending history again was changed',
      },
      retention: { applied: 'Old events were put away' },
    },
    auth: {
      email_verification: { requested: 'A mail to confirm an address was asked for' },
      password_reset: { requested: 'A new password was asked for' },
      session: { revoked: 'A session was ended', started: 'Somebody logged in' },
      user: {
        email_verified: 'An e-mail address was confirmed',
        password_changed: 'A password was changed',
        registered: 'Somebody signed up',
        updated: 'A profile was changed',
      },
    },
    billing: {
      credit: { granted: 'Credit was granted' },
      invoice: {
        created: 'An invoice was drawn up',
        issued: 'An invoice was issued',
        paid: 'An invoice was paid',
        voided: 'An invoice was voided',
      },
      order: { paid: 'An order was paid', placed: 'An order was placed', voided: 'An order was withdrawn' },
      payment: {
        created: 'A payment began',
        failed: 'A payment failed',
        succeeded: 'A payment went through',
      },
      subscription: {
        activated: 'A subscription began',
        canceled: 'A subscription was canceled',
        created: 'A subscription was made',
        expired: 'A subscription ran out',
        resumed: 'A subscription goes on',
        suspended: 'A subscription was suspended',
      },
    },
    events: {
      dead_letter: {
        dropped: 'An event that failed was given up',
        retried: 'An event that failed is tried again',
      },
    },
    notifications: {
      brand: { updated: 'The look of mails was changed' },
      notification: { created: 'A notification was sent' },
      webhook: { test: 'A test event was sent' },
      webhook_endpoint: {
        created: 'A webhook was made',
        deleted: 'A webhook was removed',
        disabled: 'A webhook was switched off',
        updated: 'A webhook was changed',
      },
    },
    provisioning: {
      instance: {
        activated: 'The site is live',
        created: 'The site was made',
        failed: 'The site could not be made',
        suspended: 'The site was suspended',
        terminated: 'The site was terminated',
        updated: 'The site’s state changed',
      },
      operation: {
        created: 'Work was asked for',
        finished: 'Work ended',
        progressed: 'Work went on',
      },
      release: {
        created: 'A release was uploaded',
        superseded: 'A release was replaced',
        went_live: 'A release went live',
      },
    },
  },
}
