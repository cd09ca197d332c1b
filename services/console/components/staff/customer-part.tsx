import type { ReactNode } from 'react'
import { words } from '@/lib/words/server'
import { TextLink } from '@/ui/text-link'

type Props = {
  title: string
  /** The customer's own page of it. */
  href: string
  empty: boolean
  /** There are more than are shown. */
  more?: boolean
  children: ReactNode
}

/** A part of all that a customer has, and the way to the customer's own page of it. */
export async function CustomerPart({ title, href, empty, more = false, children }: Props) {
  const t = await words('staff.customer')
  return (
    <section aria-label={title} className="grid min-w-0 gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="font-semibold text-base">{title}</h2>
        <TextLink href={href}>{more ? t('all', { what: title }) : t('own', { what: title })}</TextLink>
      </div>
      {empty ? <p className="text-muted">{t('none')}</p> : children}
    </section>
  )
}
