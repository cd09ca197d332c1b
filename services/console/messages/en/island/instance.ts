/** Words of islands: they go to the browser. */
export const instance = {
  cancel: 'Cancel',
}

/** Deploying a release. */
export const deploy = {
  packing: 'Packing {count, plural, one {# file} other {# files}} …',
  uploading: 'Uploading {name}',
  soFar: '{sent} of {total}',
  unpacking: 'Uploaded. The files are being checked …',
  done: 'Version {version} is uploaded and goes live now.',
  leftOut: '{count, plural, one {# file was} other {# files were}} left out: .git, .DS_Store and the like.',
  failed: 'The release was not deployed',
  canceled: 'Canceled. Nothing was changed.',
  retry: 'Try again',
  retryHelp: 'Your choice is kept: {name}.',
  another: 'Choose something else',
  request: 'Request {id}',
  entry: 'What the server says: {message}',
  problems: {
    BROKEN: 'The upload broke off. Check your connection, then try again: nothing is deployed twice.',
    EMPTY: 'There is no file in it.',
    UNREADABLE: 'Your browser could not read the files. Did they change in the meantime? Choose them again.',
    TOO_LARGE: 'The upload is larger than what is accepted. Make the site smaller, then choose it again.',
    ARCHIVE_MISSING: 'The archive did not arrive. Try again.',
    ARCHIVE_INVALID: 'This is no archive that can be read, or it is empty. A .zip or a .tar.gz is what it has to be.',
    ARCHIVE_ENTRY_REFUSED: 'A file in it cannot be taken.',
    ARCHIVE_TOO_LARGE: 'The archive, or a file in it, is too large.',
    ARCHIVE_TOO_MANY_FILES: 'There are too many files in it.',
    ARCHIVE_RATIO: 'Its content is suspiciously much larger than the archive.',
    QUOTA_EXCEEDED: 'The files together are larger than what your plan has room for.',
    INSTANCE_NOT_DEPLOYABLE: 'The site cannot be deployed to in the state that it is in.',
    KIND_NOT_SUPPORTED: 'Files can be deployed to static sites only.',
    UPLOAD_IDLE: 'Nothing arrived for too long, so the upload was ended. Try again.',
    UNAUTHENTICATED: 'Your session is over. Log in again in another tab, then try again: your choice is kept.',
    FORBIDDEN: 'Your role in this organization does not allow to deploy.',
    NOT_FOUND: 'This site is gone.',
    RATE_LIMITED: 'That was too much at once. Wait a moment, then try again.',
    UNAVAILABLE: 'A part of HostingCo does not answer right now. Try again in a moment.',
    DEADLINE_EXCEEDED: 'This took too long. Try again: nothing is deployed twice.',
    INTERNAL: 'This is a fault of ours. Try again; if it stays, tell support the request’s id.',
  },
}
