/** Asks whether the page may be left; who may goes on by `go`. */
type Ask = (go: () => void) => void

let asked: Ask | undefined

/** Has the console ask before it leaves the page, until what is returned is called: something would be lost with it. */
export function askBeforeLeaving(ask: Ask): () => void {
  asked = ask
  return () => {
    if (asked === ask) asked = undefined
  }
}

/** Leaves the page by `go`: at once where nothing would be lost. */
export function leave(go: () => void): void {
  if (asked) asked(go)
  else go()
}
