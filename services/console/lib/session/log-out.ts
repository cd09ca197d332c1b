/**
 * Logs out from a page: all tabs are told once the session is over, and leave; this one hears it, too. When the network
 * fails, the form is sent as it is without scripts, so that the browser says what is wrong.
 */
export async function logOut(form: HTMLFormElement): Promise<void> {
  const answer = await fetch(form.action, { method: 'POST' }).catch(() => undefined)
  if (!answer) return form.submit()
  if (new URL(answer.url).pathname === '/log-in') return sessionOfTabs().postMessage('over')
  // It is not over, and the page says why.
  location.assign(answer.url)
}

/** Where the tabs of a browser tell each other that its session is over. */
export function sessionOfTabs(): BroadcastChannel {
  return new BroadcastChannel('session')
}
