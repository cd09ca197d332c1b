/** The text of a body, or nothing where it is longer than `limit` bytes: what comes after that is not read. */
export async function boundedText(request: Request, limit: number): Promise<string | undefined> {
  const parts: Uint8Array[] = []
  let size = 0
  const reader = request.body?.getReader()
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true }
    if (done || !value) return Buffer.concat(parts).toString()
    size += value.length
    if (size > limit) {
      await reader?.cancel()
      return undefined
    }
    parts.push(value)
  }
}
