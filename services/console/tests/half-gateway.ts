import { text } from 'node:stream/consumers'
import { type BeforeGateway, beforeGateway, type Call, handOn } from './before-gateway'

type Answer = { data: Record<string, unknown> | null; errors?: object[] }

export type HalfGateway = BeforeGateway & {
  /** From now on a query lacks this field at its top, as when the service behind it is away. */
  without: (query: string, field: string) => void
  /** From now on nobody answers at all. */
  goAway: () => void
  /** All is well again. */
  comeBack: () => void
}

/** A console before a gateway of which parts can go away; all that is there is the real one's. */
export async function halfGateway(): Promise<HalfGateway> {
  const lacking = new Map<string, string>()
  let away = false
  const before = await beforeGateway(async (call) => {
    if (away) call.response.destroy()
    else await answer(call, lacking.get(call.operation))
  })
  return {
    ...before,
    without: (query, field) => lacking.set(`query ${query}`, field),
    goAway: () => {
      away = true
    },
    comeBack: () => {
      away = false
      lacking.clear()
    },
  }
}

/** Answers as the gateway does, but for the field that is lacking. */
async function answer({ response, ask }: Call, field: string | undefined): Promise<void> {
  const answered = await ask()
  if (field === undefined) return handOn(answered, response)
  const whole: Answer = JSON.parse(await text(answered))
  const error = { message: 'away', path: [field], extensions: { code: 'UNAVAILABLE' } }
  // What may not be null takes the whole answer with it.
  const data = field === 'viewer' ? null : { ...whole.data, [field]: null }
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ data, errors: [error] }))
}
