import { expect, test } from 'vitest'
import { boundedText } from './bounded-text'

const posted = (body: BodyInit | null) =>
  new Request('http://console.test/', { method: 'POST', body, duplex: 'half' } as RequestInit)

test('a body up to its limit is read, in bytes', async () => {
  expect(await boundedText(posted('größe'), 7)).toBe('größe')
  expect(await boundedText(posted('größe'), 6)).toBeUndefined()
  expect(await boundedText(posted(null), 6)).toBe('')
})

test('a body without an end is left where its limit is', async () => {
  let asked = 0
  const endless = new ReadableStream({
    pull(controller) {
      asked += 1
      controller.enqueue(new Uint8Array(1_000))
    },
  })
  expect(await boundedText(posted(endless), 5_000)).toBeUndefined()
  expect(asked).toBeLessThan(10)
})
