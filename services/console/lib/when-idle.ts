/** What waits longer for a quiet moment than this waits for none any more. */
const PATIENCE_MS = 1_000

/**
 * Runs what a page can begin without, as soon as the browser has nothing more urgent to do; not at all once `signal` aborts.
 * Where a browser does not tell when that is, the next task has to do.
 */
export function whenIdle(run: () => void, signal: AbortSignal): void {
  if ('requestIdleCallback' in window) {
    const asked = requestIdleCallback(run, { timeout: PATIENCE_MS })
    signal.addEventListener('abort', () => cancelIdleCallback(asked), { once: true })
  } else {
    const timer = setTimeout(run)
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
  }
}
