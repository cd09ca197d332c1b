/**
 * The console's server: Next.js for everything but scripts and style sheets, which the build has compressed already, and
 * the streams, which are open for hours and would each keep what Next.js remembers of a request. `--dev` serves what is
 * being written, else what `next build` has made.
 */
import './environment.ts'
import { createServer } from 'node:http'
import next from 'next'
import { servedChunk } from './chunks.ts'
import { offeredLive } from './live.ts'
import { dev, directory, hostname, port } from './mode.ts'

const app = next({ dev, dir: directory, hostname, port })
await app.prepare()
const serve = app.getRequestHandler()
const live = await offeredLive

const server = createServer((request, response) => {
  if (servedChunk(request, response)) return
  const isStream = request.url?.split('?', 1)[0] === '/api/live'
  const answered = isStream ? live.serve(request, response) : serve(request, response)
  answered.catch((error: unknown) => {
    console.error(error)
    response.destroy()
  })
})
server.listen(port, hostname, () => console.log(`the console listens on ${hostname}:${port}`))

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.close(async () => {
      await app.close()
      process.exit()
    })
    live.end()
    // The page's line to hot reloading does not end by itself.
    if (dev) server.closeAllConnections()
  })
}
