/** Words of islands: they go to the browser. */
export const account = {
  passwordChanged:
    'Your password is changed. {count, plural, =0 {You were logged in nowhere else.} one {One other session was ended.} other {# other sessions were ended.}}',
}
