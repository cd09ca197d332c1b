/** The record of everything that happened. */
export const audit = {
  title: 'Audit record',
  about:
    'Everything that happened in this organization: who did what, to what, from where and when. Entries are only ever added, and whether one was changed or removed later can be checked.',
  filter: {
    title: 'Filter',
    actor: 'Who',
    actorHelp: 'A member’s name or address, or an id (usr_…).',
    type: 'What',
    typeHelp: 'Such as billing.* or billing.invoice.paid.v1.',
    subject: 'On what',
    subjectHelp: 'An id (inv_…).',
    from: 'From',
    to: 'To',
    apply: 'Show',
    clear: 'Show everything',
    empty: 'Nothing fits these filters',
    unread: 'Nothing was looked for',
    unreadText: 'Correct what is marked above.',
    wrong: {
      actor: 'No member is called so, or several are. Choose one from the list, or give an id.',
      type: 'No kind of event is written so.',
      subject: 'This is no id. Copy it from where it stands.',
      from: 'There is no such day.',
      to: 'There is no such day, or it is before the first one.',
    },
  },
  verify: {
    title: 'Is the record as it was written?',
    about:
      'Every entry carries a fingerprint of itself and of the entry before. Checking computes them all again: an entry that was changed, removed, added or moved later breaks the chain.',
    start: 'Check now',
    again: 'Check again',
    valid: 'Nothing was changed',
    broken: 'The record was changed',
    validText:
      '{events, plural, =0 {There is no entry yet.} one {The one entry is exactly as it was written.} other {All {events, number} entries are exactly as they were written.}}',
    brokenText: 'The first entry that is not as it was written, or that follows one that is missing:',
    brokenNext: 'Tell support at once, with this id.',
    events: 'Entries',
    recomputed: 'Computed again now',
    rest: 'The rest was last computed again',
    heads: 'The end of the chain',
    headsText:
      'Who controls the whole database could compute a new chain from the start. Keep this fingerprint somewhere else, together with its place: as long as the entry at that place still has it, nothing before it was touched.',
    class: 'Kept',
    place: 'Place',
    hash: 'Fingerprint (SHA-256)',
    classes: { standard: 'Standard' },
  },
}
