/**
 * Logs out from a page: the other tabs are told only once the session is over, and this one goes where the answer leads.
 * When the network fails, the form is sent as it is without scripts, so that the browser says what is wrong.
 */
export async function logOut(form: HTMLFormElement): Promise<void> {
  const answer = await fetch(form.action, { method: 'POST' }).catch(() => undefined)
  if (!answer) return form.submit()
  if (new URL(answer.url).pathname === '/log-in') sessionOfTabs().postMessage('over')
  location.assign(answer.url)
}

/** Where the tabs of a browser tell each other that its session is over. */
export function sessionOfTabs(): BroadcastChannel {
  return new BroadcastChannel('session')
}
