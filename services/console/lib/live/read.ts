import { isFresh } from './fresh'
import type { Heard, Told } from './heard'
import { wanted } from './wanted'

type Change = { type: string; organizationId: string | null; node: { id: string } | null }

type Answer = { data?: { viewerChanged?: Change | null } | null }

type Tell = (told: Told) => void

/** An open stream, and the organizations of which it tells besides the feed. */
type Connection = { source: EventSource; organizations: readonly string[] }

/** The pause before the next try: doubled each time, and never the same for everybody. */
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 15_000

const GAP: Heard = { gap: true }

/** Reads the stream, again and again, until `signal` aborts. `wants` says when a tab may want to hear of something else. */
export async function read(tell: Tell, wants: EventTarget, signal: AbortSignal): Promise<void> {
  let pause = FIRST_PAUSE_MS
  while (!signal.aborted) {
    const connected = await stream(tell, wants, signal)
    pause = connected ? FIRST_PAUSE_MS : Math.min(pause * 2, LONGEST_PAUSE_MS)
    await sleep(pause * (0.5 + Math.random()), signal)
  }
}

/**
 * One stream, to its end; whether there was one. Where a tab wants to hear of more, another connection takes its place as
 * soon as it has begun: nothing is missed in between.
 */
function stream(tell: Tell, wants: EventTarget, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const over = new AbortController()
    let current: Connection | undefined
    let next: Connection | undefined
    let connected = false
    const end = () => {
      current?.source.close()
      next?.source.close()
      over.abort()
      resolve(connected)
    }
    const begin = (connection: Connection) => {
      const before = current
      before?.source.close()
      current = connection
      next = undefined
      tellGaps(connection, before, tell)
    }
    const hear = (connection: Connection, answer: Answer) => {
      // Refused: where the session is over, reading again leaves. A hidden page does not, and asks ever more rarely.
      connected = Boolean(answer.data)
      if (connected && connection !== current) begin(connection)
      else tell(toldOf(answer))
    }
    const connect = (organizations: readonly string[]) => {
      const latest = next ?? current
      if (over.signal.aborted || (latest && tellsAll(latest, organizations))) return
      next?.source.close()
      const connection = { source: new EventSource(addressOf(organizations)), organizations }
      next = connection
      connection.source.addEventListener('next', ({ data }: MessageEvent<string>) =>
        hear(connection, JSON.parse(data) as Answer),
      )
      connection.source.addEventListener('complete', end)
      connection.source.onerror = end
    }
    signal.addEventListener('abort', end, { signal: over.signal })
    const look = () => {
      wanted().then(connect).catch(end)
    }
    wants.addEventListener('change', look, { signal: over.signal })
    look()
  })
}

/** What begins to be told may have changed before: all of it, or what the connection before did not tell. */
function tellGaps({ organizations }: Connection, before: Connection | undefined, tell: Tell): void {
  const begins = before ? organizations.filter((one) => !before.organizations.includes(one)) : [null, ...organizations]
  for (const organization of begins) {
    if (!isFresh(organization)) tell({ heard: GAP, audience: { organization } })
  }
}

function tellsAll(connection: Connection, organizations: readonly string[]): boolean {
  return organizations.every((organization) => connection.organizations.includes(organization))
}

function addressOf(organizations: readonly string[]): string {
  const asked = new URLSearchParams(organizations.map((organization) => ['organization', organization]))
  return organizations.length === 0 ? '/api/live' : `/api/live?${asked}`
}

function toldOf({ data }: Answer): Told {
  const change = data?.viewerChanged
  const organization = change?.organizationId
  return {
    heard: !change || change.type === 'gap' ? GAP : { gap: false, change },
    // What reaches the person is for every page.
    audience: organization ? { organization } : 'everybody',
  }
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
