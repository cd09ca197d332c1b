import { singleKeys } from './single-keys'

/** The time between two keys of one sequence. */
const PAUSE_MS = 1_000

/**
 * Hears keys and sequences such as `?` and `g i`. Dead in fields and dialogs, with a modifier, which belongs to the browser
 * or to a screen reader, and where the reader has turned them off. `run` says whether the keys meant something.
 */
export function sequence(run: (keys: string) => boolean): (event: KeyboardEvent) => void {
  let first: { key: string; at: number } | undefined
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || busy(event.target)) return
    if (!singleKeys()) return
    const before = first && event.timeStamp - first.at < PAUSE_MS ? first.key : undefined
    first = undefined
    if (run(before ? `${before} ${event.key}` : event.key)) event.preventDefault()
    else if (event.key.length === 1) first = { key: event.key, at: event.timeStamp }
  }
}

function busy(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return (
    target.isContentEditable ||
    target.closest('input, textarea, select, [role=dialog], [role=menu], [role=listbox]') !== null
  )
}
