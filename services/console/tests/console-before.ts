import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { eventually } from './world'

/**
 * Another console of the same build, before another gateway. Cookies know no ports: who is signed in at the one that all
 * stories share is here too.
 */
export async function consoleBefore(gateway: string): Promise<{ url: string; end: () => void }> {
  const port = await freePort()
  // What the shared console was told: auth, and the certificate that it knows.
  const told = readFileSync(`/proc/${process.env.CONSOLE_PID}/environ`, 'utf8').split('\0')
  const env = Object.fromEntries(told.filter(Boolean).map((pair) => pair.split(/=(.*)/s, 2)))
  const server = spawn(process.execPath, ['server/main.ts'], {
    cwd: join(import.meta.dirname, '../build/standalone'),
    env: { ...env, PORT: String(port), CONSOLE_GATEWAY__URL: gateway },
    stdio: 'ignore',
  })
  const url = `http://localhost:${port}`
  await eventually(async () => {
    const answer = await fetch(`${url}/api/ready`).catch(() => undefined)
    return answer?.ok ? true : undefined
  })
  return { url, end: () => server.kill() }
}

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}
