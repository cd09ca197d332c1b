import { readFileSync } from 'node:fs'
import { type ClientRequest, request } from 'node:http'
import { expect, test } from '../test'
import { eventually, organization } from '../world'

const STREAMS = 1_000

/** So long they say nothing before their memory is read: the garbage of opening them counts as far as it stays. */
const IDLE_MS = 5_000

/** The resident memory of the console's process in KB (proc(5)). */
function resident(): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${process.env.CONSOLE_PID}/status`, 'utf8')) ?? []
  return Number(kilobytes)
}

test('a thousand idle streams', async ({ page, context, signIn, baseURL }) => {
  test.setTimeout(180_000)
  const org = await organization()
  await signIn(org.owner)
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
  await page.goto('about:blank')
  const before = resident()
  const open: ClientRequest[] = []
  let answered = 0
  for (let at = 0; at < STREAMS; at += 1) {
    const stream = request(`${baseURL}/api/live?organization=${org.id}`, {
      headers: {
        cookie,
        accept: 'text/event-stream',
        'sec-fetch-site': 'same-origin',
        // Each is somebody else's browser.
        'x-forwarded-for': `10.1.${Math.floor(at / 250)}.${(at % 250) + 1}`,
      },
    })
    stream.on('response', (answer) => {
      if (answer.statusCode === 200) answered += 1
      answer.resume()
    })
    stream.on('error', () => undefined)
    stream.end()
    open.push(stream)
    if (at % 50 === 49) await eventually(async () => (answered > at - 25 ? true : undefined))
  }
  await eventually(async () => (answered === STREAMS ? true : undefined))
  const atOnce = (resident() - before) / STREAMS
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS))
  const each = (resident() - before) / STREAMS
  for (const stream of open) stream.destroy()
  console.log(
    `${STREAMS} idle streams: ${each.toFixed(1)} KB each, ${atOnce.toFixed(1)} KB just opened, ${before} KB before`,
  )
  expect(each).toBeLessThanOrEqual(40)
})
