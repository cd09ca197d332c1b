import 'server-only'
import { words } from '@/lib/words/server'

/** Why a payment failed, by the provider's code; the code itself where we have no words for it. */
export async function declineWords(code: string): Promise<string> {
  const t = await words('invoice')
  const key = `pay.declined.${code}` as 'pay.declined.card_declined'
  return t.has(key) ? t(key) : t('pay.declined.other', { code })
}
