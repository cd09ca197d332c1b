/** Pages for everyone. */
export const logIn = {
  title: 'Log in',
  email: 'E-mail',
  password: 'Password',
  submit: 'Log in',
  forgotten: 'Forgotten your password?',
  noAccount: 'No account yet?',
  signUp: 'Sign up',
  over: 'Your session has ended. Log in to go on where you were.',
}

export const signUp = {
  title: 'Sign up',
  name: 'Your name',
  email: 'E-mail',
  password: 'Password',
  passwordHelp: 'At least 8 characters. A long sentence is better than a short riddle.',
  submit: 'Create account',
  hasAccount: 'Have an account?',
  logIn: 'Log in',
}

export const forgotPassword = {
  title: 'Forgotten password',
  text: 'Tell us your e-mail address. We send you a link with which you set a new password.',
  email: 'E-mail',
  submit: 'Send link',
  sent: 'If there is an account with this address, a mail with a link is on its way. The link works for half an hour.',
  nothing: 'Nothing came? Look into the spam folder, or check whether you used another address.',
  again: 'Use another address',
  back: 'Back to the log-in',
}

export const resetPassword = {
  title: 'New password',
  text: 'Choose a new password. All your sessions end, on every device; after that you log in with it.',
  password: 'New password',
  passwordHelp: 'At least 8 characters. A long sentence is better than a short riddle.',
  repeat: 'The same again',
  submit: 'Set password',
  done: 'Your password is changed. Log in with the new one.',
  logIn: 'Log in',
  missing: 'This address lacks its secret part. Open the link in the mail again, or have another one sent.',
  another: 'Have another link sent',
  errors: {
    MAIL_LINK_INVALID: 'This link was used already, or a newer one was sent. Have another link sent.',
    MAIL_LINK_EXPIRED: 'This link is too old. Have another link sent.',
    PASSWORD_COMMON: 'This password is easy to guess. Choose another one.',
  },
}

export const verifyEmail = {
  title: 'Confirm your e-mail address',
  text: 'Press the button, and we know that this address is yours. Then invoices and warnings reach you.',
  submit: 'Confirm address',
  done: 'Thank you. Your address is confirmed.',
  on: 'Go on',
  missing: 'This address lacks its secret part. Open the link in the mail again, or have another one sent.',
  request: 'Send another mail',
  requested: 'A new mail is on its way to you. Older links no longer work.',
  requestText: 'Does the link not work? Have another mail sent to {email}.',
  logInText: 'To have another mail sent,',
  logIn: 'log in',
  verified: 'The address {email} is confirmed.',
  errors: {
    MAIL_LINK_INVALID: 'This link does not work any more: it was used, or a newer one was sent.',
    MAIL_LINK_EXPIRED: 'This link is too old.',
  },
}

export const acceptInvitation = {
  title: 'Invitation',
  offer:
    '<who>{inviter}</who> invited you to work with them in the organization <who>{organization}</who> at HostingCo.',
  offerOfNobody: 'You are invited to work in the organization <who>{organization}</who> at HostingCo.',
  role: 'Your role: {role}. {help}',
  until: 'You can accept until {day}.',
  guest: 'Log in with the address that the invitation was sent to, or sign up with it. Then you come back here.',
  logIn: 'Log in',
  signUp: 'Sign up',
  as: 'You are logged in as <who>{name}</who> ({email}).',
  submit: 'Join',
  other: 'Log in as somebody else',
  home: 'To the start page',
  missing: 'This address lacks its secret part. Open the link in the mail again, or ask for another invitation.',
  unknownTitle: 'There is no such invitation',
  unknown:
    'The link is not complete, or it never was one. Open it from the mail again, or ask who invited you for another.',
  errors: {
    INVITATION_FOREIGN:
      'This invitation was sent to another address than yours. Log in as the person who was invited, or ask for an invitation to your address.',
    INVITATION_EXPIRED: 'This invitation has expired. Ask who invited you for another.',
    INVITATION_REVOKED: 'This invitation was taken back. Ask who invited you if you think that is wrong.',
    INVITATION_USED: 'This invitation was used already. If it was you, you find the organization on the start page.',
    ALREADY_MEMBER: 'You are a member of this organization already. You find it on the start page.',
  },
}

export const logOut = {
  title: 'You are still logged in',
  text: 'A part of HostingCo did not answer, so your session was not ended. Try again in a moment.',
  submit: 'Log out',
}
