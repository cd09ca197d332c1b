'use client'

/** The frame itself failed. It stands alone: no words, no styles but the browser's. */
export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const [, requestId] = (error.digest ?? '').split(':')
  return (
    <html lang="en">
      <body>
        <main>
          <h1>{'Something went wrong'}</h1>
          <p>{'HostingCo could not show this page. Nothing was lost; try again in a moment.'}</p>
          {requestId ? <p>{`Request ${requestId}`}</p> : null}
          <button type="button" onClick={reset}>
            {'Try again'}
          </button>
        </main>
      </body>
    </html>
  )
}
