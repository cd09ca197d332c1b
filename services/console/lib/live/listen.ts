import { whenIdle } from '../when-idle'
import { freshUntil, justRead } from './fresh'
import type { Heard, Told } from './heard'
import { read } from './read'
import { want } from './wanted'

/** Who in this tab listens to one organization, or to the feed alone. */
type Line = { hearers: Set<(heard: Heard) => void>; gone: AbortController }

/** What tabs tell one another: what the stream said, or that one of them listens to something from now on. */
type Message = { told: Told } | { wants: string | null; freshUntil: number }

/** Held by the tab that reads. */
const READER = 'live'

const lines = new Map<string | null, Line>()

/** This tab's part in the one stream, as long as anybody in it listens. */
let part: Part | undefined

type Part = { tabs: BroadcastChannel; wants: EventTarget; gone: AbortController; queued: boolean }

/**
 * Hears of the reader's feed, and of an organization's changes where one is named, until `signal` aborts. One stream a
 * browser, whoever listens to whatever: the tab that holds the lock reads it and tells the others; when it goes, the next
 * one takes over. After every new connection there is a gap: read again.
 */
export function listen(organization: string | null, hear: (heard: Heard) => void, signal: AbortSignal): void {
  const line = lines.get(organization) ?? lineTo(organization)
  line.hearers.add(hear)
  signal.addEventListener('abort', () => {
    line.hearers.delete(hear)
    if (line.hearers.size > 0) return
    line.gone.abort()
    lines.delete(organization)
    if (lines.size > 0) return
    part?.gone.abort()
    part = undefined
  })
}

function lineTo(organization: string | null): Line {
  const line: Line = { hearers: new Set(), gone: new AbortController() }
  lines.set(organization, line)
  part ??= take()
  const { signal } = line.gone
  const mine = part
  const until = freshUntil()
  // A page that starts has better to do; who listens meanwhile hears all the same what other tabs tell.
  whenIdle(() => {
    want(organization, signal)
      .then(() => {
        if (signal.aborted) return
        const message: Message = { wants: organization, freshUntil: until }
        mine.tabs.postMessage(message)
        takeIn(mine, message)
        queue(mine)
      })
      .catch((error: unknown) => {
        if (!signal.aborted) throw error
      })
  }, signal)
  return line
}

function take(): Part {
  const taken: Part = {
    tabs: new BroadcastChannel(READER),
    wants: new EventTarget(),
    gone: new AbortController(),
    queued: false,
  }
  taken.tabs.onmessage = ({ data }: MessageEvent<Message>) => takeIn(taken, data)
  taken.gone.signal.addEventListener('abort', () => taken.tabs.close())
  return taken
}

function takeIn({ wants }: Part, message: Message): void {
  if ('told' in message) {
    tellTab(message.told)
    return
  }
  justRead(message.wants, message.freshUntil)
  wants.dispatchEvent(new Event('change'))
}

/** Waits for the lock, and reads while this tab has it. */
function queue(mine: Part): void {
  if (mine.queued) return
  mine.queued = true
  const { signal } = mine.gone
  const tell = (told: Told) => {
    tellTab(told)
    mine.tabs.postMessage({ told } satisfies Message)
  }
  navigator.locks
    .request(READER, { signal }, () => read(tell, mine.wants, signal))
    .catch((error: unknown) => {
      if (!signal.aborted) throw error
    })
}

function tellTab({ heard, audience }: Told): void {
  for (const [organization, { hearers }] of lines) {
    if (audience !== 'everybody' && audience.organization !== organization) continue
    for (const hear of hearers) hear(heard)
  }
}
