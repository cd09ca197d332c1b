const PREFIX = 'live:'

/** As many as the gateway tells in one stream. Who has more open than that reads the rest when they come back to it. */
const MOST = 20

/**
 * Says until `signal` aborts that this tab wants to hear of an organization, or of the reader's feed alone. Said by a
 * lock that all may hold: the browser takes it back, however the tab ends.
 */
export function want(organization: string | null, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const until = () => new Promise<void>((done) => signal.addEventListener('abort', () => done(), { once: true }))
    navigator.locks
      .request(`${PREFIX}${organization ?? ''}`, { mode: 'shared', signal }, () => {
        resolve()
        return until()
      })
      .catch(reject)
  })
}

/** The organizations that tabs of this browser want to hear of. */
export async function wanted(): Promise<string[]> {
  const { held = [] } = await navigator.locks.query()
  const names = held.flatMap(({ name }) => (name?.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : []))
  return [...new Set(names)]
    .filter((name) => name !== '')
    .sort()
    .slice(0, MOST)
}
