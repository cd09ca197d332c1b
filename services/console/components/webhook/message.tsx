import { words } from '@/lib/words/server'

type Props = { label: string; message: { headers: string; body: string } }

/** A request or an answer: its headers, and its body, JSON laid out to be read. */
export async function Message({ label, message }: Props) {
  const t = await words('webhook')
  const body = laidOut(message.body)
  return (
    <div className="grid min-w-0 gap-4">
      <Part title={t('delivery.headers')} label={`${label}: ${t('delivery.headers')}`} text={message.headers} />
      {body === '' ? (
        <p className="text-muted">{t('delivery.emptyBody')}</p>
      ) : (
        <Part title={t('delivery.body')} label={`${label}: ${t('delivery.body')}`} text={body} />
      )}
    </div>
  )
}

function Part({ title, label, text }: { title: string; label: string; text: string }) {
  return (
    <figure aria-label={label} className="grid min-w-0 gap-1.5">
      <figcaption className="text-muted text-xs">{title}</figcaption>
      <pre className="whitespace-pre-wrap break-all rounded-md border border-line bg-canvas p-3 font-mono text-xs">
        {text.trimEnd()}
      </pre>
    </figure>
  )
}

function laidOut(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}
