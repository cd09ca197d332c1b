import type { ReactNode } from 'react'
import { PartAway } from '@/components/frame/part-away'
import type { GatewayError } from '@/lib/gateway/errors'
import { words } from '@/lib/words/server'
import { TextLink } from '@/ui/text-link'

type Props = {
  title: string
  /** Where all of it is: the customer's own page, or the staff's, which `label` names. */
  href?: string
  label?: string
  empty: boolean
  /** There are more than are shown. */
  more?: boolean | undefined
  /** Why it could not be read. */
  missing?: GatewayError | undefined
  children: ReactNode
}

/** A part of all that a customer has, and the way to all of it. */
export async function CustomerPart({ title, href, label, empty, more = false, missing, children }: Props) {
  const t = await words('staff.customer')
  const own = more ? t('all', { what: title }) : t('own', { what: title })
  return (
    <section aria-label={title} className="grid min-w-0 gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="font-semibold text-base">{title}</h2>
        {href ? <TextLink href={href}>{label ?? own}</TextLink> : null}
      </div>
      {missing ? <PartAway digest={missing.digest} /> : empty ? <p className="text-muted">{t('none')}</p> : children}
    </section>
  )
}
