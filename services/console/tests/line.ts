import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export type Line = {
  /** The console, by this line: a port of its own, so that `Origin` and `Host` agree as they do elsewhere. */
  url: string
  /** Breaks every connection off, and lets nobody through any more. */
  cut: () => void
  /** Breaks off each connection by which more bytes than these go to the console from now on. */
  cutAfter: (bytes: number) => void
  /** Lets everything through again. */
  mend: () => void
  close: () => void
}

/** A line to the console that can break, with no word of it to the browser: for that the network is there. */
export async function lineTo(url: string): Promise<Line> {
  const { hostname, port } = new URL(url)
  const open = new Map<Socket, number>()
  let most = Number.POSITIVE_INFINITY
  const server = createServer((browser) => {
    if (most < 0) {
      browser.resetAndDestroy()
      return
    }
    const upstream = connect(Number(port), hostname)
    open.set(browser, 0)
    browser.on('data', (part: Buffer) => {
      const sent = (open.get(browser) ?? 0) + part.length
      open.set(browser, sent)
      if (sent > most) browser.resetAndDestroy()
    })
    browser.on('close', () => {
      open.delete(browser)
      upstream.destroy()
    })
    upstream.on('close', () => browser.destroy())
    // Whichever side breaks off, the other is closed: that is all there is to do.
    for (const side of [browser, upstream]) side.on('error', () => undefined)
    browser.pipe(upstream).pipe(browser)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const limit = (bytes: number) => {
    most = bytes
    for (const browser of open.keys()) open.set(browser, 0)
  }
  const cut = () => {
    limit(-1)
    for (const browser of open.keys()) browser.resetAndDestroy()
  }
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    cut,
    cutAfter: limit,
    mend: () => limit(Number.POSITIVE_INFINITY),
    close: () => {
      cut()
      server.close()
    },
  }
}
