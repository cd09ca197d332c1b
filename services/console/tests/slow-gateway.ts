import { text } from 'node:stream/consumers'
import { type BeforeGateway, beforeGateway, type Call, handOn } from './before-gateway'

/** `unheard`: nobody hears of a write. `unanswered`: it is done, and nobody says so. `halved`: its answer breaks off. */
export type Trouble = 'unheard' | 'unanswered' | 'halved'

export type SlowGateway = BeforeGateway & {
  /** From now on this mutation goes wrong. */
  trouble: (mutation: string, how: Trouble) => void
  /** All is well again. */
  comeBack: () => void
}

/** A console before a gateway at which writes go wrong; all else is the real one's. */
export async function slowGateway(): Promise<SlowGateway> {
  const troubles = new Map<string, Trouble>()
  const before = await beforeGateway((call) => answer(call, troubles.get(call.operation)))
  return {
    ...before,
    trouble: (mutation, how) => troubles.set(`mutation ${mutation}`, how),
    comeBack: () => troubles.clear(),
  }
}

async function answer({ response, ask }: Call, trouble: Trouble | undefined): Promise<void> {
  if (trouble === undefined) return handOn(await ask(), response)
  if (trouble === 'unheard') return
  // What is passed on is done, however little is left of who asked.
  const answered = await ask(true)
  const whole = await text(answered)
  if (trouble === 'unanswered') return
  response.writeHead(answered.statusCode ?? 502, answered.headers)
  response.write(whole.slice(0, whole.length / 2), () => response.destroy())
}
