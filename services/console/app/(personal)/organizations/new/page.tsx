import type { Metadata } from 'next'
import { NewOrganizationPageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { words } from '@/lib/words/server'
import { Card } from '@/ui/card'
import { PageHeader } from '@/ui/page-header'
import { NewOrganizationForm } from './new-organization-form'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('organization'))('new.title') }
}

/** Who has none yet comes here from the start page, and learns why. */
export default async function NewOrganizationPage() {
  const { user, organizations } = (await gateway(NewOrganizationPageDocument, {})).viewer
  const t = await words('organization')
  const first = organizations.nodes.length === 0
  return (
    <div className="grid max-w-xl">
      <PageHeader title={first ? t('new.welcome', { name: user.name }) : t('new.title')} />
      <div className="grid gap-6">
        <p className="max-w-prose">{first ? t('new.why') : t('new.another')}</p>
        <Card>
          <NewOrganizationForm
            attempt={crypto.randomUUID()}
            words={{
              name: t('new.name'),
              nameHelp: t('new.nameHelp'),
              slug: t('new.slug'),
              slugHelp: t('new.slugHelp'),
              submit: t('new.submit'),
            }}
          />
        </Card>
        {first ? <p className="max-w-prose text-muted">{t('new.invited')}</p> : null}
      </div>
    </div>
  )
}
