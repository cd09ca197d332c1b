/// <reference lib="webworker" />
import type { Asked } from './kept'

/**
 * The service worker: pages that were read stay readable without a network. It keeps no answer of the API and queues no
 * write. What it holds is one session's: logging in or out empties it (log-out also by `Clear-Site-Data`).
 */
const worker = self as unknown as ServiceWorkerGlobalScope

const PAGES = 'pages'
const STATIC = 'static'
/** So many pages are kept, the last ones. */
const KEPT = 30
/** A page that takes longer is shown from before, where it was read before. */
const PATIENCE_MS = 3_000
/** A page that was kept so lately is not read a second time, unless the tab wants it anew. */
const FRESH_MS = 60_000
/** Where a session begins or ends. */
const DOORS = ['/log-in', '/sign-up', '/api/log-out']

/** What is being read, by address: who asks meanwhile waits for the same answer. */
const reading = new Map<string, Promise<boolean>>()

worker.addEventListener('install', (event) => event.waitUntil(prepare().then(() => worker.skipWaiting())))
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()))

worker.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (url.origin !== worker.location.origin) return
  if (DOORS.includes(url.pathname)) {
    event.waitUntil(caches.delete(PAGES))
  } else if (request.method === 'GET' && url.pathname.startsWith('/_next/static/')) {
    event.respondWith(unchanging(request))
  } else if (request.method === 'GET' && request.mode === 'navigate' && !url.pathname.startsWith('/api/')) {
    event.respondWith(page(event, request))
  }
})

// A link is followed without loading its page, and the first page comes before the worker: tabs tell what they show.
worker.addEventListener('message', (event) => {
  const asked: Asked = event.data
  event.waitUntil(shown(asked).then((answered) => event.ports[0]?.postMessage(answered)))
})

/** The page for pages that were never read. */
async function prepare(): Promise<void> {
  await (await caches.open(STATIC)).add('/offline')
}

/** A file whose name changes with its content. */
async function unchanging(request: Request): Promise<Response> {
  const kept = await caches.open(STATIC)
  const known = await kept.match(request)
  if (known) return known
  const answer = await fetch(request)
  if (answer.ok) await kept.put(request, answer.clone())
  return answer
}

/** A page: from the network, else as it was read last, with the policy that came with it. */
async function page(event: FetchEvent, request: Request): Promise<Response> {
  const read = fetch(request)
  event.waitUntil(
    keeping(
      request.url,
      read.then((answer) => answer.clone()),
    ),
  )
  const known = await (await caches.open(PAGES)).match(request.url)
  if (!known) return read.catch(() => offline())
  return Promise.race([read.catch(() => known), late(known)])
}

/** A page that a tab shows; whether the console answers. */
async function shown({ url, anew }: Asked): Promise<boolean> {
  const isRead = reading.get(url)
  if (isRead) return isRead
  if (!anew && (await isFresh(url))) return true
  return keeping(url, fetch(url).then(withFiles))
}

async function isFresh(url: string): Promise<boolean> {
  const known = await (await caches.open(PAGES)).match(url)
  const [, at] = /^kept;dur=(\d+)$/.exec(known?.headers.get('server-timing') ?? '') ?? []
  return at !== undefined && Date.now() - Number(at) < FRESH_MS
}

/** A page once all is kept that it names: what a tab loaded before the worker was there did not come by here. */
async function withFiles(answer: Response): Promise<Response> {
  const named = (await answer.clone().text()).match(/\/_next\/static\/[^"'\\?\s<>)]+/g)
  await Promise.allSettled([...new Set(named)].map((path) => unchanging(new Request(path))))
  return answer
}

function keeping(url: string, read: Promise<Response>): Promise<boolean> {
  const answered = keep(url, read)
    .catch(() => false)
    .finally(() => reading.delete(url))
  reading.set(url, answered)
  return answered
}

/** Keeps a page, where it is one to keep; whether the console answered. */
async function keep(url: string, read: Promise<Response>): Promise<boolean> {
  // Opened before the answer is there: when the session ends meanwhile, what comes late goes with this store.
  const [kept, answer] = await Promise.all([caches.open(PAGES), read])
  if (answer.ok && !answer.redirected && answer.headers.get('content-type')?.startsWith('text/html')) {
    const marked = await mark(answer)
    // Put anew, it is the youngest: the order of keys is the order of putting.
    await kept.delete(url)
    await kept.put(url, marked)
    const urls = await kept.keys()
    await Promise.all(urls.slice(0, Math.max(0, urls.length - KEPT)).map((old) => kept.delete(old)))
  }
  return answer.status < 500
}

/** What a document can read of its own answer's headers is this one alone: it tells the page of when it is. */
async function mark(answer: Response): Promise<Response> {
  const headers = new Headers(answer.headers)
  headers.set('server-timing', `kept;dur=${Date.now()}`)
  return new Response(await answer.blob(), { status: answer.status, headers })
}

function late(known: Response): Promise<Response> {
  return new Promise((resolve) => setTimeout(() => resolve(known), PATIENCE_MS))
}

/** The page that was never read, as plain as it has to be. */
async function offline(): Promise<Response> {
  const known = await (await caches.open(STATIC)).match('/offline')
  return known ?? new Response('You are offline, and this page was not read before.', { status: 503 })
}
