import type { webhook as en } from '../../en/island/webhook'

export const webhook: typeof en = {
  resent:
    '{count, plural, =0 {In dieser Zeit ist nichts fehlgeschlagen.} one {# Zustellung ist wieder unterwegs.} other {# Zustellungen sind wieder unterwegs.}}',
  more: 'Es gibt noch mehr: Senden Sie für den Rest noch einmal erneut.',
}
