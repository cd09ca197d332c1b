import type { ReactNode } from 'react'
import { PartAway } from '@/components/frame/part-away'
import type { GatewayError } from '@/lib/gateway/errors'
import { words } from '@/lib/words/server'
import { Card } from '@/ui/card'
import { TextLink } from '@/ui/text-link'

type Props = {
  title: string
  /** The page that has all of them. */
  all: { label: string; href: string }
  missing: GatewayError | undefined
  children: readonly ReactNode[] | undefined
}

/** The newest of something, and the way to all. */
export async function NewestList({ title, all, missing, children = [] }: Props) {
  const t = await words('staff')
  return (
    <Card title={title} aside={<TextLink href={all.href}>{all.label}</TextLink>}>
      {missing ? (
        <PartAway digest={missing.digest} />
      ) : children.length === 0 ? (
        <p className="text-muted">{t('customer.none')}</p>
      ) : (
        <ul className="divide-y divide-line">{children}</ul>
      )}
    </Card>
  )
}
