import { GatewayError } from './gateway'
import { SitesDocument } from './gql/graphql'
import { show } from './list'
import { listen } from './live'
import { askSignedIn, logIn, logOut } from './session'

const form = element('log-in', HTMLFormElement)
const leave = element('log-out', HTMLButtonElement)
const section = element('organization', HTMLElement)
const error = element('error', HTMLElement)
const live = element('live', HTMLElement)

/** What is under way for who is signed in, or is about to be; aborted when they leave. */
let session = new AbortController()

form.addEventListener('submit', (event) => {
  event.preventDefault()
  const { email, password } = Object.fromEntries(new FormData(form))
  void guarded(async () => {
    await logIn(String(email), String(password))
    form.reset()
    await open()
  })
})

leave.addEventListener('click', () => {
  close()
  void guarded(logOut)
})

/** Shows the list, and keeps it as it is at HostingCo. */
async function open(): Promise<void> {
  const { signal } = session
  const organization = await read()
  if (signal.aborted) return
  form.hidden = true
  leave.hidden = false
  section.hidden = false
  if (!organization) return
  const onChange = oneAtATime(() => guarded(read), signal)
  const onConnected = (connected: boolean) => {
    live.textContent = connected ? 'Live' : 'Connecting again …'
  }
  void guarded(() => listen(organization, { onChange, onConnected }, signal))
}

function close(): void {
  session.abort()
  session = new AbortController()
  form.hidden = false
  leave.hidden = true
  section.hidden = true
  live.textContent = ''
}

/** Reads the list and shows it; the organization's id. What a change tells is not put into the list: reading cannot be wrong. */
async function read(): Promise<string | undefined> {
  const { signal } = session
  const { viewer } = await askSignedIn(SitesDocument, {})
  if (signal.aborted) return undefined
  const organization = viewer.organizations.nodes[0]
  const sites = organization?.instances.nodes.filter(({ kind }) => kind === 'SITE') ?? []
  element('name', HTMLElement).textContent = organization?.name ?? 'No organization'
  element('empty', HTMLElement).hidden = sites.length > 0
  show(element('sites', HTMLElement), element('site', HTMLTemplateElement), sites)
  return organization?.id
}

/** Does something and says what went wrong, unless nobody is there any more for whom it was done. */
async function guarded(work: () => Promise<unknown>): Promise<void> {
  const { signal } = session
  try {
    await work()
    error.textContent = ''
  } catch (cause) {
    if (!(cause instanceof GatewayError)) throw cause // a fault of ours
    if (signal.aborted) return
    if (cause.code === 'UNAUTHENTICATED') close()
    const request = cause.requestId && `, request ${cause.requestId}`
    error.textContent = `${cause.message} (${cause.code}${request})`
  }
}

/** Many changes in a row are read once: while one reading is under way, the next waits, and all others are that one. */
function oneAtATime(work: () => Promise<void>, signal: AbortSignal): () => void {
  let running = false
  let again = false
  return async () => {
    again = true
    if (running) return
    running = true
    while (again && !signal.aborted) {
      again = false
      await work()
    }
    running = false
  }
}

function element<E extends HTMLElement>(id: string, kind: new () => E): E {
  const found = document.getElementById(id)
  if (!(found instanceof kind)) throw new Error(`index.html has no ${id}`)
  return found
}
