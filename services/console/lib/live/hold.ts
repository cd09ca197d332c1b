/** What is under way, each by a sign of its own. */
const holds = new Set<symbol>()

/** Forms into which somebody has typed what was not taken yet. */
const typedInto = new Set<HTMLFormElement>()

/** Who waits until nothing holds the page, and until when they do. */
const waiting = new Map<() => void, AbortSignal>()

/** What is gone from the page tells nobody. This looks only while somebody waits. */
let changes: MutationObserver | undefined

/** Keeps the page from being read again in the background until what is returned is called: something typed is not sent yet, or a file is on its way. */
export function hold(): () => void {
  const held = Symbol()
  holds.add(held)
  return () => {
    holds.delete(held)
    tell()
  }
}

/** Calls back when nothing holds the page any more; at once where nothing does. Ends with the signal. */
export function whenFree(act: () => void, signal: AbortSignal): void {
  if (signal.aborted) return
  if (!isHeld()) {
    act()
    return
  }
  waiting.set(act, signal)
  changes ??= new MutationObserver(tell)
  changes.observe(document.body, { childList: true, subtree: true })
}

function tell(): void {
  if (waiting.size === 0 || isHeld()) return
  changes?.disconnect()
  const free = [...waiting]
  waiting.clear()
  for (const [act, signal] of free) {
    if (!signal.aborted) act()
  }
}

function isHeld(): boolean {
  for (const form of typedInto) {
    if (!form.isConnected) typedInto.delete(form)
  }
  return holds.size > 0 || typedInto.size > 0 || document.querySelector('[role=dialog], [role=alertdialog]') !== null
}

/** Not so a filter, whose answer is an address. React marks a form whose action is a function by an address that is none. */
function writes(form: HTMLFormElement): boolean {
  const address = form.getAttribute('action') ?? ''
  return form.getAttribute('method')?.toLowerCase() === 'post' || address.startsWith('javascript:')
}

/** From the first key on, so not only when somebody waits. Fields of every kind send `input`. */
function listen(): void {
  document.addEventListener('input', ({ target }) => {
    const form = target instanceof Element ? target.closest('form') : null
    if (form && writes(form)) typedInto.add(form)
  })
  // React empties a form when its answer has come. What was refused stands in it again, and still waits to be sent.
  document.addEventListener('reset', ({ target }) =>
    setTimeout(() => {
      if (!(target instanceof HTMLFormElement) || target.querySelector('[role=alert], [aria-invalid=true]')) return
      typedInto.delete(target)
      tell()
    }),
  )
}

if (typeof document !== 'undefined') listen()
