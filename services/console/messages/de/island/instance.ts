import type * as en from '../../en/island/instance'

export const instance: typeof en.instance = {
  cancel: 'Abbrechen',
}

export const deploy: typeof en.deploy = {
  packing: '{count, plural, one {# Datei wird} other {# Dateien werden}} gepackt …',
  uploading: '{name} wird hochgeladen',
  soFar: '{sent} von {total}',
  unpacking: 'Hochgeladen. Die Dateien werden geprüft …',
  done: 'Version {version} ist hochgeladen und geht jetzt online.',
  leftOut: '{count, plural, one {# Datei wurde} other {# Dateien wurden}} ausgelassen: .git, .DS_Store und Ähnliches.',
  failed: 'Das Release wurde nicht veröffentlicht',
  canceled: 'Abgebrochen. Nichts wurde geändert.',
  leave: {
    title: 'Diese Seite verlassen?',
    text: 'Die Dateien sind noch unterwegs. Wenn Sie jetzt gehen, endet der Upload und nichts wird geändert.',
    sent: 'Alle Dateien sind angekommen und werden geprüft. Wenn alles stimmt, gehen sie online, auch wenn Sie gehen; was nicht stimmt, steht nur hier.',
    stay: 'Hier bleiben',
    go: 'Verlassen',
  },
  retry: 'Noch einmal versuchen',
  retryHelp: 'Ihre Auswahl bleibt erhalten: {name}.',
  another: 'Etwas anderes wählen',
  request: 'Anfrage {id}',
  entry: 'Was der Server sagt: {message}',
  nothingSent: 'Nichts wurde gesendet.',
  over: {
    archiveBytes: 'Das Archiv {name} hat {found}. Ein Archiv darf höchstens {limit} haben.',
    fileBytes: '{name} hat {found}. Eine Datei darf höchstens {limit} haben.',
    diskBytes: 'Die Dateien haben zusammen {found}. Ihr Tarif hat Platz für {limit}.',
    files: 'Es sind {found} Dateien. Ihr Tarif erlaubt {limit}.',
  },
  problems: {
    BROKEN:
      'Der Upload brach ab. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal: Nichts wird doppelt veröffentlicht.',
    EMPTY: 'Darin ist keine Datei.',
    UNREADABLE:
      'Ihr Browser konnte die Dateien nicht lesen. Haben sie sich inzwischen geändert? Wählen Sie sie noch einmal.',
    TOO_LARGE: 'Der Upload ist größer als erlaubt. Verkleinern Sie die Website und wählen Sie sie noch einmal.',
    ARCHIVE_MISSING: 'Das Archiv kam nicht an. Versuchen Sie es noch einmal.',
    ARCHIVE_INVALID: 'Das ist kein lesbares Archiv, oder es ist leer. Nötig ist eine .zip oder .tar.gz.',
    ARCHIVE_ENTRY_REFUSED: 'Eine Datei darin kann nicht angenommen werden.',
    ARCHIVE_TOO_LARGE: 'Das Archiv oder eine Datei darin ist zu groß.',
    ARCHIVE_TOO_MANY_FILES: 'Darin sind zu viele Dateien.',
    ARCHIVE_RATIO: 'Der Inhalt ist verdächtig viel größer als das Archiv.',
    QUOTA_EXCEEDED: 'Die Dateien sind zusammen größer, als Ihr Tarif Platz bietet.',
    INSTANCE_NOT_DEPLOYABLE: 'In ihrem jetzigen Status nimmt die Website keine Releases an.',
    KIND_NOT_SUPPORTED: 'Dateien lassen sich nur auf statischen Websites veröffentlichen.',
    UPLOAD_IDLE: 'Zu lange kam nichts an, darum wurde der Upload beendet. Versuchen Sie es noch einmal.',
    UNAUTHENTICATED:
      'Ihre Sitzung ist beendet. Melden Sie sich in einem anderen Tab wieder an und versuchen Sie es noch einmal: Ihre Auswahl bleibt erhalten.',
    FORBIDDEN: 'Ihre Rolle in dieser Organisation erlaubt es nicht, zu veröffentlichen.',
    NOT_FOUND: 'Diese Website gibt es nicht mehr.',
    RATE_LIMITED: 'Das war zu viel auf einmal. Warten Sie einen Moment und versuchen Sie es dann noch einmal.',
    UNAVAILABLE: 'Ein Teil von HostingCo antwortet gerade nicht. Versuchen Sie es gleich noch einmal.',
    DEADLINE_EXCEEDED: 'Das hat zu lange gedauert. Versuchen Sie es noch einmal: Nichts wird doppelt veröffentlicht.',
    INTERNAL:
      'Das ist ein Fehler bei uns. Versuchen Sie es noch einmal; wenn er bleibt, nennen Sie dem Support die ID der Anfrage.',
  },
}
