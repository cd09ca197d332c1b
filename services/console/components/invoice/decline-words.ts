import 'server-only'
import { words } from '@/lib/words/server'

/**
 * Why a payment failed, by the provider's code; the code itself where we have no words for it. `pay.declined` says what to
 * do too, to who is paying; `declines` only what happened.
 */
export async function declineWords(place: 'pay.declined' | 'declines', code: string): Promise<string> {
  const t = await words('invoice')
  const key = `${place}.${code}` as 'declines.card_declined'
  return t.has(key) ? t(key) : t(`${place}.other`, { code })
}
