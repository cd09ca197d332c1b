/** Words of islands: they go to the browser. */
export const team = {
  sent: 'The invitation is on its way to {email}.',
  link: 'Or hand over this link yourself. It is shown only now, and only {email} can use it.',
}
