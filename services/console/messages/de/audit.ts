import type { audit as en } from '../en/audit'

export const audit: typeof en = {
  title: 'Protokoll',
  about:
    'Alles, was in dieser Organisation geschehen ist: wer was woran getan hat, von wo und wann. Einträge kommen nur hinzu, und ob einer später geändert oder entfernt wurde, lässt sich prüfen.',
  filter: {
    title: 'Filter',
    actor: 'Wer',
    actorHelp: 'Name oder Adresse eines Mitglieds oder eine ID (usr_…).',
    type: 'Was',
    typeHelp: 'Zum Beispiel billing.* oder billing.invoice.paid.v1.',
    subject: 'Woran',
    subjectHelp: 'Eine ID (inv_…).',
    from: 'Von',
    to: 'Bis',
    apply: 'Anzeigen',
    clear: 'Alles anzeigen',
    empty: 'Nichts passt zu diesen Filtern',
    unread: 'Es wurde nichts gesucht',
    unreadText: 'Korrigieren Sie, was oben markiert ist.',
    wrong: {
      actor: 'So heißt kein Mitglied oder mehr als eines. Wählen Sie eines aus der Liste oder geben Sie eine ID an.',
      type: 'So wird keine Art von Ereignis geschrieben.',
      subject: 'Das ist keine ID. Kopieren Sie sie von dort, wo sie steht.',
      from: 'Diesen Tag gibt es nicht.',
      to: 'Diesen Tag gibt es nicht, oder er liegt vor dem ersten.',
    },
  },
  verify: {
    title: 'Ist das Protokoll unverändert?',
    about:
      'Jeder Eintrag trägt einen Fingerabdruck von sich und vom Eintrag davor. Die Prüfung berechnet alle neu: Ein Eintrag, der später geändert, entfernt, eingefügt oder verschoben wurde, unterbricht die Kette.',
    start: 'Jetzt prüfen',
    again: 'Erneut prüfen',
    valid: 'Nichts wurde verändert',
    broken: 'Das Protokoll wurde verändert',
    validText:
      '{events, plural, =0 {Es gibt noch keinen Eintrag.} one {Der eine Eintrag ist genau so, wie er geschrieben wurde.} other {Alle {events, number} Einträge sind genau so, wie sie geschrieben wurden.}}',
    brokenText: 'Der erste Eintrag, der nicht mehr so ist, wie er geschrieben wurde, oder vor dem einer fehlt:',
    brokenNext: 'Melden Sie sich mit dieser ID sofort beim Support.',
    events: 'Einträge',
    recomputed: 'Jetzt neu berechnet',
    rest: 'Übrige zuletzt neu berechnet',
    heads: 'Das Ende der Kette',
    headsText:
      'Wer die ganze Datenbank beherrscht, könnte eine neue Kette von Anfang an berechnen. Bewahren Sie diesen Fingerabdruck zusammen mit seiner Position woanders auf: Solange der Eintrag an dieser Position ihn noch trägt, wurde davor nichts angerührt.',
    class: 'Aufbewahrung',
    place: 'Position',
    hash: 'Fingerabdruck (SHA-256)',
    classes: { standard: 'Standard' },
  },
}
