import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export type HeldLine = {
  /** The console, by this line: a port of its own, so that `Origin` and `Host` agree as they do elsewhere. */
  url: string
  /** From now on a request that begins so arrives, and its answer is kept from the browser. */
  hold: (request: string) => void
  /** What was kept goes to the browser, and all that comes. */
  letGo: () => void
  close: () => void
}

/** A line to the console on which answers can be held back. */
export async function heldLineTo(url: string): Promise<HeldLine> {
  const { hostname, port } = new URL(url)
  const open = new Set<Socket>()
  const kept = new Map<Socket, Socket>()
  let held: string | undefined
  const server = createServer((browser) => {
    const upstream = connect(Number(port), hostname)
    open.add(browser)
    browser.on('data', (part: Buffer) => {
      if (held === undefined || !part.includes(held)) return
      upstream.unpipe(browser).pause()
      kept.set(browser, upstream)
    })
    browser.on('close', () => {
      open.delete(browser)
      kept.delete(browser)
      upstream.destroy()
    })
    upstream.on('close', () => browser.destroy())
    // Whichever side breaks off, the other is closed: that is all there is to do.
    for (const side of [browser, upstream]) side.on('error', () => undefined)
    browser.pipe(upstream)
    upstream.pipe(browser)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    hold: (request) => {
      held = request
    },
    letGo: () => {
      held = undefined
      for (const [browser, upstream] of kept) upstream.pipe(browser)
      kept.clear()
    },
    close: () => {
      for (const browser of open) browser.destroy()
      server.close()
    },
  }
}
