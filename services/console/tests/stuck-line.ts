import { type AddressInfo, connect, createServer } from 'node:net'
import { Transform } from 'node:stream'

export type StuckLine = {
  /** The console, by this line. */
  url: string
  /** From now on no connection takes more bytes than these to the console. What comes after them waits, and nobody says so. */
  stickAfter: (bytes: number) => void
  /** Lets go on what waits. */
  free: () => void
  close: () => void
}

/** A line to the console on which something large stands still half way. */
export async function stuckLine(url: string): Promise<StuckLine> {
  const { hostname, port } = new URL(url)
  let most = Number.POSITIVE_INFINITY
  const waiting = new Set<() => void>()
  const server = createServer((browser) => {
    const upstream = connect(Number(port), hostname)
    let sent = 0
    const slow = new Transform({
      transform: (part: Buffer, _, pass) => {
        sent += part.length
        if (sent <= most) pass(null, part)
        else waiting.add(() => pass(null, part))
      },
    })
    browser.on('close', () => upstream.destroy())
    upstream.on('close', () => browser.destroy())
    // Whichever side breaks off, the other is closed: that is all there is to do.
    for (const side of [browser, slow, upstream]) side.on('error', () => undefined)
    browser.pipe(slow).pipe(upstream).pipe(browser)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const free = () => {
    most = Number.POSITIVE_INFINITY
    for (const go of waiting) go()
    waiting.clear()
  }
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    stickAfter: (bytes) => {
      most = bytes
    },
    free,
    close: () => {
      free()
      server.close()
    },
  }
}
