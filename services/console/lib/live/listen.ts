import { keptAt } from '../offline/kept'
import { whenIdle } from '../when-idle'

/** What a page hears: that something changed, or that something may have been missed. */
export type Heard = { gap: true } | { gap: false; change: { type: string; node: { id: string } | null } }

type Answer = { data?: { viewerChanged?: { type: string; node: { id: string } | null } } | null }

/** The pause before the next try: doubled each time, and never the same for everybody. */
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 15_000

/**
 * Who is connected so soon after the page came has just read it, and took no stream over from another tab. Not so where
 * the page was kept from before.
 */
const FRESH_MS = 1_000

/** What a tab hears of one organization, or of none, and who in it listens. */
type Line = { hearers: Set<(heard: Heard) => void>; gone: AbortController }

const lines = new Map<string, Line>()

/**
 * Hears of the reader's feed, and of an organization's changes where one is named, until `signal` aborts. One stream a
 * browser, whoever listens: the tab that holds the lock reads it and tells the others; when it goes, the next one takes
 * over. After every new connection there is a gap: read again.
 */
export function listen(organization: string | null, hear: (heard: Heard) => void, signal: AbortSignal): void {
  const name = `live:${organization ?? ''}`
  const line = lines.get(name) ?? lineTo(name, organization)
  line.hearers.add(hear)
  signal.addEventListener('abort', () => {
    line.hearers.delete(hear)
    if (line.hearers.size > 0) return
    line.gone.abort()
    lines.delete(name)
  })
}

function lineTo(name: string, organization: string | null): Line {
  const line: Line = { hearers: new Set(), gone: new AbortController() }
  lines.set(name, line)
  const { signal } = line.gone
  const tellTab = (heard: Heard) => {
    for (const hear of line.hearers) hear(heard)
  }
  const tabs = new BroadcastChannel(name)
  tabs.onmessage = ({ data }: MessageEvent<Heard>) => tellTab(data)
  signal.addEventListener('abort', () => tabs.close())
  const tell = (heard: Heard) => {
    tellTab(heard)
    tabs.postMessage(heard)
  }
  const freshUntil = keptAt() === null ? Date.now() + FRESH_MS : 0
  // A page that starts has better to do; who listens meanwhile hears all the same what other tabs tell.
  whenIdle(() => {
    navigator.locks
      .request(name, { signal }, () => read(organization, tell, signal, freshUntil))
      .catch((error: unknown) => {
        if (!signal.aborted) throw error
      })
  }, signal)
  return line
}

/** Reads the stream, again and again, until the tab is gone. Until `freshUntil` no page needs to be read again. */
async function read(
  organization: string | null,
  tell: (heard: Heard) => void,
  signal: AbortSignal,
  freshUntil: number,
): Promise<void> {
  let pause = FIRST_PAUSE_MS
  while (!signal.aborted) {
    const connected = await stream(organization, tell, signal, freshUntil)
    freshUntil = 0
    pause = connected ? FIRST_PAUSE_MS : Math.min(pause * 2, LONGEST_PAUSE_MS)
    await sleep(pause * (0.5 + Math.random()), signal)
  }
}

/** One connection, to its end; whether there was one. */
function stream(
  organization: string | null,
  tell: (heard: Heard) => void,
  signal: AbortSignal,
  freshUntil: number,
): Promise<boolean> {
  return new Promise((resolve) => {
    let connected = false
    const source = new EventSource(addressOf(organization))
    const end = () => {
      source.close()
      signal.removeEventListener('abort', end)
      resolve(connected)
    }
    signal.addEventListener('abort', end)
    source.onopen = () => {
      connected = true
      if (Date.now() > freshUntil) tell({ gap: true })
    }
    source.addEventListener('next', ({ data }: MessageEvent<string>) => {
      const answer = JSON.parse(data) as Answer
      // Refused: where the session is over, reading again leaves. A hidden page does not, and asks ever more rarely.
      if (!answer.data) connected = false
      tell(heardOf(answer))
    })
    source.addEventListener('complete', end)
    source.onerror = end
  })
}

function addressOf(organization: string | null): string {
  return organization === null ? '/api/live' : `/api/live?organization=${encodeURIComponent(organization)}`
}

function heardOf({ data }: Answer): Heard {
  const change = data?.viewerChanged
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
