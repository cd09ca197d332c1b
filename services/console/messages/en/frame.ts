/** The frame of every page, and what goes wrong anywhere. */
export const frame = {
  description: 'Order, deploy and run sites.',
  skip: 'Skip to the content',
  going: 'The page is being loaded …',
  navigation: 'Main',
  menu: 'Menu',
  organization: 'Organization',
  overview: 'Overview',
  instances: 'Sites',
  order: 'Order',
  invoices: 'Invoices',
  members: 'Members',
  webhooks: 'Webhooks',
  audit: 'Audit',
  settings: 'Settings',
  notifications: '{count, plural, =0 {Notifications} one {Notifications, # unread} other {Notifications, # unread}}',
  account: 'Account',
  sessions: 'Sessions',
  preferences: 'Notification settings',
  organizations: 'Organizations',
  staff: 'Staff',
  newOrganization: 'New organization',
  logIn: 'Log in',
  signUp: 'Sign up',
  logOut: 'Log out',
  staffBanner: 'You read this organization as staff. You cannot change anything here.',
}

export const error = {
  title: 'Something went wrong',
  INTERNAL: 'This is a fault of ours. Try again; if it stays, tell support the request’s id.',
  UNAVAILABLE: 'A part of HostingCo does not answer right now. Nothing was lost; try again in a moment.',
  DEADLINE_EXCEEDED: 'This took too long. It may have happened all the same: look before you try again.',
  RATE_LIMITED: 'That was too much at once. Wait a moment, then try again.',
  FORBIDDEN: 'Your role in this organization does not allow that. An owner or admin can change your role.',
  CONFLICT: 'Somebody changed this in the meantime. Load the page anew to see what it is now.',
  BAD_USER_INPUT: 'The console asked for something that the server does not understand: a fault of ours.',
  QUERY_TOO_COMPLEX: 'This asks for too much at once: a fault of ours.',
  FOREIGN_ORIGIN: 'This request came from another site and was refused.',
  notFoundTitle: 'There is nothing here',
  notFound: 'What you look for is gone, or belongs to an organization that you are not in.',
  home: 'To the start page',
}

export const pager = {
  label: 'Pages',
  previous: 'Newer',
  next: 'Older',
  sort: 'Sorting',
  newest: 'Newest first',
  oldest: 'Oldest first',
}

/** Errors that the form itself finds. */
export const field = {
  required: 'Fill this in.',
  email: 'This is not an e-mail address.',
  tooLong: 'This is too long.',
  passwordShort: 'A password has at least 8 characters.',
  passwordsDiffer: 'The two passwords differ.',
  nameWrong: 'Type the name exactly as it stands above.',
  url: 'This is not a web address. It begins with https://.',
  invalid: 'This is not right.',
}

export const offline = {
  title: 'You are offline',
  text: 'This page was not read before, so it cannot be shown now. Pages that you have read lately can: go back to one of them.',
}
