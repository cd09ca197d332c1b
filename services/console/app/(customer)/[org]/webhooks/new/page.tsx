import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { mayChange } from '@/components/organization/may-change'
import { EndpointForm } from '@/components/webhook/endpoint-form'
import { eventGroups } from '@/components/webhook/event-groups'
import { formWords } from '@/components/webhook/form-words'
import { NewWebhookPageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { Card } from '@/ui/card'
import { PageHeader } from '@/ui/page-header'
import { TextLink } from '@/ui/text-link'
import { createWebhook } from './actions'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('webhook'))('form.newTitle') }
}

export default async function NewWebhookPage({ params }: PageProps<'/[org]/webhooks/new'>) {
  const { org } = await params
  const { organization } = await gateway(NewWebhookPageDocument, { org })
  if (!organization || !mayChange(organization, 'notifications.webhook.manage')) notFound()
  const t = await words('webhook')
  return (
    <div className="max-w-3xl">
      <PageHeader title={t('form.newTitle')} under={<TextLink href={paths.webhooks(org)}>{t('title')}</TextLink>} />
      <Card>
        <EndpointForm
          org={org}
          action={createWebhook}
          attempt={crypto.randomUUID()}
          fields={{ organizationId: organization.id }}
          endpoint={{ url: '', description: '', eventTypes: [] }}
          groups={await eventGroups()}
          words={await formWords('create')}
        />
      </Card>
    </div>
  )
}
