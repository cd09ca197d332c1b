import { words } from '@/lib/words/server'
import { device } from './device'

/** `Firefox on Linux`; what is known of it, else what the device calls itself. */
export async function deviceWords(userAgent: string | null | undefined): Promise<string> {
  const t = await words('account.sessions')
  if (!userAgent) return t('unknown')
  const { browser, system } = device(userAgent)
  if (browser && system) return t('on', { browser, system })
  return browser ?? system ?? userAgent.slice(0, 80)
}
