import { createClient, type RequestParams } from 'graphql-sse'
import { asked, ENDPOINT, GatewayError, type Told } from './gateway'
import { ChangesDocument, type ChangesSubscription } from './gql/graphql'
import { accessToken, refresh } from './session'

/** The pause before the next connection: doubled each time, and never the same for everybody. */
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 15_000
/** Asking again changes nothing about these. */
const FINAL = [
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_USER_INPUT',
  'QUERY_TOO_COMPLEX',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_REQUIRED',
]

type Ears = {
  /** Something may have changed: read again. */
  onChange: () => void
  onConnected: (connected: boolean) => void
}

/**
 * Hears of what changes in an organization until `signal` aborts. A stream tells what happens while it is there and nothing
 * of before, so every new connection is a change too, and so is `gap`, where the gateway itself may have missed something.
 * @throws GatewayError where there is no sense in going on, such as `UNAUTHENTICATED` when the session is over
 */
export async function listen(
  organization: string,
  { onChange, onConnected }: Ears,
  signal: AbortSignal,
): Promise<void> {
  let pause = FIRST_PAUSE_MS
  while (!signal.aborted) {
    const began = Date.now()
    const token = accessToken()
    const failure = await stream(organization, token, { onChange, onConnected }, signal)
    if (signal.aborted) return
    onConnected(false)
    if (failure && FINAL.includes(failure.code)) throw failure
    if (failure?.code === 'UNAUTHENTICATED') await renewed(token)
    const lasted = Date.now() - began
    pause = lasted > LONGEST_PAUSE_MS ? FIRST_PAUSE_MS : Math.min(pause * 2, LONGEST_PAUSE_MS)
    await sleep(Math.max(pause * (0.5 + Math.random() / 2), failure?.retryAfterMs ?? 0), signal)
  }
}

/** One connection to its end, and what the gateway said against it. That it breaks is no failure: it will, every few minutes. */
async function stream(
  organization: string,
  token: string,
  ears: Ears,
  signal: AbortSignal,
): Promise<GatewayError | undefined> {
  const client = createClient({
    url: ENDPOINT,
    headers: { authorization: `Bearer ${token}` },
    // Connecting again needs another token as a rule: `listen` does it.
    retryAttempts: 0,
    on: {
      connected: () => {
        ears.onConnected(true)
        ears.onChange()
      },
    },
  })
  const stop = () => client.dispose()
  signal.addEventListener('abort', stop)
  try {
    // The package's type knows documents by their text only; what is sent is what is given.
    const request = asked(ChangesDocument, { organization }) as RequestParams
    for await (const { data, errors: [error] = [] } of client.iterate<ChangesSubscription>(request)) {
      // By the protocol an error is what it is in an answer; the package's type leaves `extensions` open.
      if (error) return GatewayError.of(error as Told, '')
      if (data && concernsSites(data.organizationChanged.type)) ears.onChange()
    }
  } catch {
    // Cut, or never there: `complete` did not come. Why, no browser says.
  } finally {
    signal.removeEventListener('abort', stop)
    client.dispose()
  }
  return undefined
}

/** By the names of events, such as `provisioning.instance.activated.v1`; new ones need no new page. */
function concernsSites(type: string): boolean {
  return type === 'gap' || type.startsWith('provisioning.')
}

/** Only that the session is over ends it here; a gateway that is away is asked again later. */
async function renewed(token: string): Promise<void> {
  try {
    await refresh(token)
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'UNAUTHENTICATED') throw error
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
