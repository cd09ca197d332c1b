import { absolute, day, relative } from '@/lib/format/time'
import { zone } from '@/lib/format/zone'
import { locale } from '@/lib/words/server'
import { Tip } from './tip'

/** A time: relative as text, absolute under the pointer and on focus. On the server, whose clock both are of. */
export async function Time({ at }: { at: string }) {
  const [language, timeZone] = [await locale(), await zone()]
  return (
    <Tip text={absolute(at, language, timeZone)}>
      <time dateTime={at}>{relative(at, Date.now(), language, timeZone)}</time>
    </Tip>
  )
}

/** A date, where the day is what counts: when an invoice is due, until when something is paid. */
export async function Day({ at }: { at: string }) {
  const language = await locale()
  return (
    <time dateTime={at} className="whitespace-nowrap">
      {day(at, language, await zone())}
    </time>
  )
}
