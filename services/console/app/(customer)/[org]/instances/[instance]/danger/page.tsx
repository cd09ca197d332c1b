import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { InstanceFrame } from '@/components/instance/instance-frame'
import { InstanceDangerPageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { words } from '@/lib/words/server'
import { Card } from '@/ui/card'
import { Notice } from '@/ui/notice'
import { TerminateForm } from './terminate-form'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('instance'))('tabs.danger') }
}

export default async function InstanceDangerPage({ params }: PageProps<'/[org]/instances/[instance]/danger'>) {
  const { org, instance: id } = await params
  const { organization, node } = await gateway(InstanceDangerPageDocument, { org, instance: id })
  if (!organization || node?.__typename !== 'Instance' || node.organization.id !== organization.id) notFound()
  const t = await words('instance.danger')
  const { name, url, status } = node
  const gone = status === 'TERMINATED' || status === 'TERMINATING'
  const may =
    organization.viewerRole !== null && organization.viewerPermissions.includes('provisioning.instance.terminate')
  return (
    <InstanceFrame organization={organization} instance={node} view="danger" title={t('title', { name })}>
      {gone || !may ? (
        <Notice>{t(gone ? 'gone' : 'notAllowed')}</Notice>
      ) : (
        <div className="max-w-2xl">
          <Card title={t('terminate')} danger>
            <div className="mb-5 grid gap-2">
              <p>{t('says')}</p>
              <ul className="list-disc space-y-1 ps-5">
                <li>{t('files')}</li>
                {url ? <li className="break-words">{t('address', { address: url })}</li> : null}
                <li>{t('subscription')}</li>
                <li>{t('stays')}</li>
              </ul>
            </div>
            <TerminateForm
              org={org}
              instance={id}
              name={name}
              attempt={crypto.randomUUID()}
              words={{ type: t('type'), name: t('name'), submit: t('submit') }}
            />
          </Card>
        </div>
      )}
    </InstanceFrame>
  )
}
