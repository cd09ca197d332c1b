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
  passwordHelp: 'At least 10 characters.',
  submit: 'Create account',
  hasAccount: 'Have an account?',
  logIn: 'Log in',
}

export const forgotPassword = { title: 'Forgotten password' }

export const resetPassword = { title: 'New password' }

export const verifyEmail = { title: 'Confirm your e-mail address' }

export const acceptInvitation = { title: 'Invitation' }
