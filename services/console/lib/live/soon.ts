/** At most this often a tab reads its page again, whatever on it asks. */
const PAUSE_MS = 250

let timer: ReturnType<typeof setTimeout> | undefined
let last = 0

/** Reads the page as soon as it may be read again. While that is to come, another wish for it is the same wish. */
export function soon(read: () => void): void {
  if (timer !== undefined) return
  timer = setTimeout(
    () => {
      timer = undefined
      last = Date.now()
      read()
    },
    Math.max(0, last + PAUSE_MS - Date.now()),
  )
}
