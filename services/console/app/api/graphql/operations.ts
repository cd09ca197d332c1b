/** A form that a browser made; whatever else says that it is one is none of a page's. */
const FORM = /^multipart\/form-data; ?boundary=([-\w]{1,70})$/

/** The part `operations` of an upload, and the form with another text in its place. */
export type Operations = { text: string; replacedBy: (text: string) => ReadableStream<Uint8Array> }

/**
 * Reads the first part of a form, which the GraphQL multipart request specification wants to be `operations`, and nothing
 * after it: files flow on as they come. The part is written anew, so that the gateway reads what was read here. Nothing
 * where that is no such form, or the part is longer than `limit` bytes.
 */
export async function operationsOf(request: Request, limit: number): Promise<Operations | undefined> {
  const [, boundary] = FORM.exec(request.headers.get('content-type') ?? '') ?? []
  const reader = request.body?.getReader()
  if (!boundary || !reader) return undefined
  const begin = `--${boundary}\r\n`
  let read = Buffer.alloc(0)
  for (;;) {
    // RFC 2046, section 5.1.1: the line break before a boundary belongs to it.
    const end = read.indexOf(`\r\n--${boundary}`)
    const head = read.indexOf('\r\n\r\n')
    if (end > head && head > 0 && end <= limit && read.indexOf(begin) === 0) {
      const rest = read.subarray(end)
      return {
        text: read.subarray(head + 4, end).toString(),
        replacedBy: (text) =>
          joined(`${begin}Content-Disposition: form-data; name="operations"\r\n\r\n${text}`, rest, reader),
      }
    }
    const { done, value } = end >= 0 || read.length > limit ? { done: true } : await reader.read()
    if (done || !value) {
      await reader.cancel()
      return undefined
    }
    read = Buffer.concat([read, value])
  }
}

function joined(text: string, rest: Uint8Array, reader: ReadableStreamDefaultReader<Uint8Array>) {
  return new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(Buffer.from(text))
      controller.enqueue(rest)
    },
    async pull(controller) {
      const { done, value } = await reader.read()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: (reason) => reader.cancel(reason),
  })
}
