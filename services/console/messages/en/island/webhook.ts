/** Words of islands: they go to the browser. */
export const webhook = {
  resent:
    '{count, plural, =0 {Nothing failed in this time.} one {# delivery is on its way again.} other {# deliveries are on their way again.}}',
  more: 'There are more: send again once more for the rest.',
}
