/** An upload of which nothing more leaves the browser for so long has broken off. */
const IDLE_MS = 60_000

type Answer = {
  data?: {
    deployRelease?: { release: { version: number } | null; userErrors: { code: string; message: string }[] } | null
  } | null
  errors?: { message: string; extensions?: { code?: string; requestId?: string } }[]
}

/** What became of an upload. `refused`: the same archive would be refused again. */
export type Outcome =
  | { kind: 'done'; version: number }
  | { kind: 'failed'; code: string; message?: string; requestId?: string | undefined; refused: boolean }

type Upload = {
  documentId: string
  instance: string
  idempotencyKey: string
  name: string
  content: Blob
  onProgress: (sent: number, total: number) => void
  signal: AbortSignal
}

/**
 * Uploads an archive by the GraphQL multipart request specification. `XMLHttpRequest`, because `fetch` does not tell how
 * much of a body has been sent. Nothing comes of what `signal` has ended; once all is sent it ends nothing any more: the
 * server may be at it already.
 */
export function upload(what: Upload): Promise<Outcome | undefined> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    const broken = () => resolve({ kind: 'failed', code: 'BROKEN', refused: false })
    // A connection that is lost without a word is not told by the browser for many minutes.
    let idle: ReturnType<typeof setTimeout> | undefined
    const moved = () => {
      clearTimeout(idle)
      idle = setTimeout(() => {
        broken()
        request.abort()
      }, IDLE_MS)
    }
    request.open('POST', '/api/graphql')
    request.upload.onprogress = ({ loaded, total }) => {
      moved()
      what.onProgress(loaded, total)
    }
    request.upload.onloadend = () => clearTimeout(idle)
    request.onload = () => resolve(outcomeOf(request))
    request.onerror = broken
    request.onabort = () => resolve(undefined)
    const stop = () => request.abort()
    what.signal.addEventListener('abort', stop, { once: true })
    request.upload.onload = () => what.signal.removeEventListener('abort', stop)
    request.send(bodyOf(what))
    moved()
  })
}

/** `operations`, `map`, then the file: in this order, so that the server knows what the file is for when it comes. */
function bodyOf({ documentId, instance, idempotencyKey, name, content }: Upload): FormData {
  const input = { instanceId: instance, idempotencyKey, archive: null }
  const body = new FormData()
  body.append('operations', JSON.stringify({ documentId, variables: { input } }))
  body.append('map', JSON.stringify({ 0: ['variables.input.archive'] }))
  body.append('0', content, name)
  return body
}

function outcomeOf({ status, responseText }: XMLHttpRequest): Outcome {
  if (status === 413) return { kind: 'failed', code: 'TOO_LARGE', refused: true }
  let answer: Answer
  try {
    answer = JSON.parse(responseText) as Answer
  } catch {
    return { kind: 'failed', code: status >= 500 ? 'UNAVAILABLE' : 'INTERNAL', refused: false }
  }
  const { release, userErrors: [wrong] = [] } = answer.data?.deployRelease ?? {}
  if (release) return { kind: 'done', version: release.version }
  if (wrong) return { kind: 'failed', code: wrong.code, message: wrong.message, refused: true }
  const { extensions } = answer.errors?.[0] ?? {}
  // The gateway's one reason to call a question of ours wrong here is a file that ended too early.
  const code = extensions?.code === 'BAD_USER_INPUT' ? 'BROKEN' : (extensions?.code ?? 'INTERNAL')
  return { kind: 'failed', code, requestId: extensions?.requestId, refused: false }
}
