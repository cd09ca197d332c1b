import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { mayChange } from '@/components/organization/may-change'
import { EndpointForm } from '@/components/webhook/endpoint-form'
import { eventGroups } from '@/components/webhook/event-groups'
import { formWords } from '@/components/webhook/form-words'
import { EditWebhookPageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { Card } from '@/ui/card'
import { PageHeader } from '@/ui/page-header'
import { TextLink } from '@/ui/text-link'
import { updateWebhook } from './actions'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('webhook'))('form.editTitle') }
}

export default async function EditWebhookPage({ params }: PageProps<'/[org]/webhooks/[endpoint]/edit'>) {
  const { org, endpoint: id } = await params
  const { organization, node } = await gateway(EditWebhookPageDocument, { org, endpoint: id })
  if (!organization || !mayChange(organization, 'notifications.webhook.manage')) notFound()
  if (node?.__typename !== 'WebhookEndpoint' || node.organization.id !== organization.id) notFound()
  const t = await words('webhook')
  return (
    <div className="max-w-3xl">
      <PageHeader
        title={t('form.editTitle')}
        under={
          <span className="min-w-0 break-all">
            <TextLink href={paths.webhook(org, node.id)}>{node.url}</TextLink>
          </span>
        }
      />
      <Card>
        <EndpointForm
          org={org}
          action={updateWebhook}
          attempt={crypto.randomUUID()}
          fields={{ org, webhookEndpointId: node.id, version: String(node.version) }}
          endpoint={node}
          groups={await eventGroups(node.eventTypes)}
          words={await formWords('save')}
        />
      </Card>
    </div>
  )
}
