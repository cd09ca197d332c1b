import type { IncomingMessage, ServerResponse } from 'node:http'

/** What answers the streams. It is in Next.js' bundle and serves in front of Next.js: this file is all that both import. */
export type Live = {
  serve(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** Ends every stream: their readers connect again, to another process. */
  end(): void
}

const LIVE = Symbol.for('hostingco.console.live')
const everywhere = globalThis as { [LIVE]?: PromiseWithResolvers<Live> }
everywhere[LIVE] ??= Promise.withResolvers()

export const { promise: offeredLive, resolve: offerLive } = everywhere[LIVE]
