/** What a page asks of the service worker. */
export type Asked = {
  /** The page, as the worker would be asked for it. */
  url: string
  /** What the worker has is too old, however young it is. */
  anew: boolean
}

/** Of when the document is, where the service worker had kept it, by the browser's clock; null for one from the network. */
export function keptAt(): number | null {
  const [answer] = performance.getEntriesByType('navigation')
  if (!(answer instanceof PerformanceNavigationTiming)) return null
  return answer.serverTiming.find(({ name }) => name === 'kept')?.duration ?? null
}

/**
 * Has the service worker read a page and keep it, unless it has just done so; whether the console answers. Without a
 * worker there is no answer.
 */
export async function keep(asked: Asked): Promise<boolean> {
  if (!('serviceWorker' in navigator)) return false
  const { active } = await navigator.serviceWorker.ready
  const { port1, port2 } = new MessageChannel()
  const answered = new Promise<boolean>((resolve) => {
    port1.onmessage = ({ data }: MessageEvent<boolean>) => {
      port1.close()
      resolve(data)
    }
  })
  active?.postMessage(asked, [port2])
  return answered
}
