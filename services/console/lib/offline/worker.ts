/// <reference lib="webworker" />

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

worker.addEventListener('install', (event) => event.waitUntil(prepare().then(() => worker.skipWaiting())))
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()))

worker.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (url.origin !== worker.location.origin) return
  if (url.pathname === '/log-in' || url.pathname === '/sign-up') {
    event.waitUntil(caches.delete(PAGES))
  } else if (request.method === 'GET' && url.pathname.startsWith('/_next/static/')) {
    event.respondWith(unchanging(request))
  } else if (request.method === 'GET' && request.mode === 'navigate' && !url.pathname.startsWith('/api/')) {
    event.respondWith(page(event, request))
  }
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
  event.waitUntil(read.then((answer) => keep(request, answer.clone())).catch(() => undefined))
  const known = await (await caches.open(PAGES)).match(request.url)
  if (!known) return read.catch(() => offline())
  return Promise.race([read.catch(() => known), late(known)])
}

async function keep(request: Request, answer: Response): Promise<void> {
  if (!answer.ok || answer.redirected || !answer.headers.get('content-type')?.startsWith('text/html')) return
  const kept = await caches.open(PAGES)
  // Put anew, it is the youngest: the order of keys is the order of putting.
  await kept.delete(request.url)
  await kept.put(request.url, answer)
  const urls = await kept.keys()
  await Promise.all(urls.slice(0, Math.max(0, urls.length - KEPT)).map((old) => kept.delete(old)))
}

function late(known: Response): Promise<Response> {
  return new Promise((resolve) => setTimeout(() => resolve(known), PATIENCE_MS))
}

/** The page that was never read, as plain as it has to be. */
async function offline(): Promise<Response> {
  const known = await (await caches.open(STATIC)).match('/offline')
  return known ?? new Response('You are offline, and this page was not read before.', { status: 503 })
}
