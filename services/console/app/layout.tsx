import '@fontsource-variable/inter/wght.css'
import './font.css'
import './globals.css'
import type { Metadata, Viewport } from 'next'
import { cookies, headers } from 'next/headers'
import type { ReactNode } from 'react'
import { preload } from 'react-dom'
import { zone } from '@/lib/format/zone'
import { WordsProvider } from '@/lib/words/client'
import { language, locale, messages, words } from '@/lib/words/server'
import { Links } from '@/ui/links'
import { NonceMeta } from '@/ui/nonce-meta'
import { Said } from '@/ui/said'
import { SkipLink } from '@/ui/skip-link'
import { Tips } from '@/ui/tips'

export async function generateMetadata(): Promise<Metadata> {
  const t = await words('frame')
  return { title: { default: 'HostingCo', template: '%s · HostingCo' }, description: t('description') }
}

export const viewport: Viewport = { colorScheme: 'light dark', themeColor: '#ffffff' }

/** The part of Inter that every page needs, whatever its language: digits are there too. */
const FONT = new URL('@fontsource-variable/inter/files/inter-latin-wght-normal.woff2', import.meta.url)

/** What every page stands in: the language, the theme, and words for islands. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  // Named only in the style sheet, it would be asked for after the first paint, and its coming would move what is read.
  preload(FONT.href, { as: 'font', type: 'font/woff2', crossOrigin: 'anonymous' })
  const nonce = (await headers()).get('x-nonce') ?? undefined
  const theme = (await cookies()).get('theme')?.value
  const { island } = await messages()
  const t = await words('frame')
  return (
    <html lang={await language()} data-theme={theme === 'light' || theme === 'dark' ? theme : undefined}>
      <head>
        <NonceMeta nonce={nonce} />
      </head>
      <body className="min-h-dvh font-sans text-sm antialiased">
        <SkipLink>{t('skip')}</SkipLink>
        <WordsProvider locale={await locale()} messages={island} timeZone={await zone()}>
          {children}
        </WordsProvider>
        <Links going={t('going')} />
        <Said />
        <Tips />
      </body>
    </html>
  )
}
