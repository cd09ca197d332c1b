/** What a page hears: that something changed, or that something may have been missed. */
export type Heard = { gap: true } | { gap: false; change: { type: string; node: { id: string } | null } }

/** The pause before the next try: doubled each time, and never the same for everybody. */
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 15_000

/**
 * Hears of an organization's changes until `signal` aborts. One stream a browser: the tab that holds the lock reads it and
 * tells the others; when it goes, the next one takes over. After every new connection there is a gap: read again.
 */
export function listen(organization: string, hear: (heard: Heard) => void, signal: AbortSignal): void {
  const name = `live:${organization}`
  const tabs = new BroadcastChannel(name)
  tabs.onmessage = ({ data }: MessageEvent<Heard>) => hear(data)
  signal.addEventListener('abort', () => tabs.close())
  const tell = (heard: Heard) => {
    hear(heard)
    tabs.postMessage(heard)
  }
  navigator.locks
    .request(name, { signal }, () => read(organization, tell, signal))
    .catch((error: unknown) => {
      if (!signal.aborted) throw error
    })
}

/** Reads the stream, again and again, until the tab is gone. */
async function read(organization: string, tell: (heard: Heard) => void, signal: AbortSignal): Promise<void> {
  let pause = FIRST_PAUSE_MS
  let first = true
  while (!signal.aborted) {
    const connected = await stream(organization, tell, signal, first)
    first = false
    pause = connected ? FIRST_PAUSE_MS : Math.min(pause * 2, LONGEST_PAUSE_MS)
    await sleep(pause * (0.5 + Math.random()), signal)
  }
}

/** One connection, to its end; whether there was one. */
function stream(
  organization: string,
  tell: (heard: Heard) => void,
  signal: AbortSignal,
  first: boolean,
): Promise<boolean> {
  return new Promise((resolve) => {
    let connected = false
    const source = new EventSource(`/api/live?organization=${encodeURIComponent(organization)}`)
    const end = () => {
      source.close()
      signal.removeEventListener('abort', end)
      resolve(connected)
    }
    signal.addEventListener('abort', end)
    source.onopen = () => {
      connected = true
      // The page has just been read before the first connection, but not at the same moment.
      if (!first) tell({ gap: true })
    }
    source.addEventListener('next', ({ data }: MessageEvent<string>) => tell(heardOf(data)))
    source.addEventListener('complete', end)
    source.onerror = end
  })
}

function heardOf(text: string): Heard {
  const { data } = JSON.parse(text) as {
    data?: { organizationChanged?: { type: string; node: { id: string } | null } } | null
  }
  const change = data?.organizationChanged
  return !change || change.type === 'gap' ? { gap: true } : { gap: false, change }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
