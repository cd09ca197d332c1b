import { expect, test } from 'vitest'
import { operationsOf } from './operations'

const part = (name: string, text: string) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`
const form = [part('operations', '{"a":1}'), part('map', '{}'), part('0', 'file'), '--x--\r\n'].join('')

/** A form that comes in pieces of so many bytes. */
function posted(text: string, size = 1_000, type = 'multipart/form-data; boundary=x'): Request {
  const bytes = Buffer.from(text)
  let at = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.length) return controller.close()
      controller.enqueue(bytes.subarray(at, at + size))
      at += size
    },
  })
  return new Request('http://console.test/', {
    method: 'POST',
    headers: { 'content-type': type },
    body,
    duplex: 'half',
  } as RequestInit)
}

test.each([1, 7, 1_000])(
  'the first part is read and replaced, the others stay, in pieces of %d bytes',
  async (size) => {
    const operations = await operationsOf(posted(form, size), 200)
    expect(operations?.text).toBe('{"a":1}')
    const sent = await new Response(operations?.replacedBy('{"b":22}')).text()
    expect(sent).toBe(form.replace('{"a":1}', '{"b":22}'))
  },
)

test('what is no form of a browser is none', async () => {
  expect(await operationsOf(posted(form, 1_000, 'multipart/form-data; boundary="x"; boundary=y'), 200)).toBeUndefined()
  expect(await operationsOf(posted('operations={}'), 200)).toBeUndefined()
  expect(await operationsOf(posted('--x\r\n--x--'), 200)).toBeUndefined()
  expect(await operationsOf(posted(''), 200)).toBeUndefined()
})

test('a first part without an end is left where its limit is', async () => {
  expect(await operationsOf(posted(part('operations', 'a'.repeat(5_000)), 100), 1_000)).toBeUndefined()
  expect(await operationsOf(posted(part('operations', 'a'.repeat(5_000)), 100_000), 1_000)).toBeUndefined()
})
