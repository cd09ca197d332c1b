'use client'

import type { ReactNode } from 'react'
import { I18nProvider } from 'react-aria-components/I18nProvider'
import type { AbstractIntlMessages } from 'use-intl/core'
import { IntlProvider } from 'use-intl/react'

type Props = { locale: string; messages: AbstractIntlMessages; timeZone: string; children: ReactNode }

/** Language and words for islands. Only the messages under `island` come to the browser. */
export function Providers({ locale, messages, timeZone, children }: Props) {
  return (
    <I18nProvider locale={locale}>
      <IntlProvider locale={locale as 'en'} messages={messages as never} timeZone={timeZone}>
        {children}
      </IntlProvider>
    </I18nProvider>
  )
}
