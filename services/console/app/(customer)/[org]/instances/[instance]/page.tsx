import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { InstanceFacts } from '@/components/instance/instance-facts'
import { InstanceFrame } from '@/components/instance/instance-frame'
import { InstanceMeaning } from '@/components/instance/instance-meaning'
import { OperationCard } from '@/components/operation/operation-card'
import { Deploy } from '@/components/release/deploy'
import type { Limits } from '@/components/release/fits'
import { ReleaseFacts } from '@/components/release/release-facts'
import { readFragment } from '@/gql/fragment-masking'
import {
  DeployReleaseDocument,
  InstanceOrganizationFragmentDoc,
  InstancePageDocument,
  type InstanceStatus,
} from '@/gql/graphql'
import { formatBytes } from '@/lib/format/bytes'
import { hashOf } from '@/lib/gateway/documents'
import { gateway } from '@/lib/gateway/gateway'
import { locale, words } from '@/lib/words/server'
import { Card } from '@/ui/card'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('instance'))('title') }
}

export default async function InstancePage({ params }: PageProps<'/[org]/instances/[instance]'>) {
  const { org, instance: id } = await params
  const { organization, node } = await gateway(InstancePageDocument, { org, instance: id })
  // Another organization's looks the same as none.
  if (!organization || node?.__typename !== 'Instance' || node.organization.id !== organization.id) notFound()
  const t = await words('instance')
  const { viewerRole, viewerPermissions } = readFragment(InstanceOrganizationFragmentDoc, organization)
  const deployable =
    viewerRole !== null && viewerPermissions.includes('provisioning.release.deploy') && DEPLOYABLE[node.status]
  const limits = node.uploadLimits
  const [latest] = node.operations.nodes
  return (
    <InstanceFrame organization={organization} instance={node} view="overview">
      <div className="grid gap-6 lg:grid-cols-[1fr_20rem]">
        <div className="grid min-w-0 content-start gap-6">
          <InstanceMeaning org={org} instance={id} status={node.status} welcome={!node.currentRelease} />
          {node.status === 'TERMINATED' ? null : (
            <Card title={t('currentRelease')}>
              {node.currentRelease ? (
                <ReleaseFacts release={node.currentRelease} />
              ) : (
                <p className="text-muted">{t(node.status === 'ACTIVE' ? 'noRelease' : 'noReleaseElse')}</p>
              )}
            </Card>
          )}
          {deployable && limits ? (
            <Card title={t('deploy.title')} id="deploy">
              <Deploy
                instance={id}
                documentId={hashOf(DeployReleaseDocument)}
                limits={limits}
                words={{
                  zone: t('deploy.zone'),
                  help: `${t('deploy.help')} ${t('deploy.limits', inWords(limits, await locale()))}`,
                  folder: t('deploy.chooseFolder'),
                  archive: t('deploy.chooseArchive'),
                }}
              />
            </Card>
          ) : null}
        </div>
        <div className="grid min-w-0 content-start gap-6">
          <Card title={t('facts')}>
            <InstanceFacts instance={node} />
          </Card>
          {latest ? (
            <section className="grid gap-3">
              <h2 className="font-semibold text-base">{t('latest')}</h2>
              <OperationCard operation={latest} level={3} />
            </section>
          ) : null}
        </div>
      </div>
    </InstanceFrame>
  )
}

/** Where a release has somewhere to go. The gateway has the last word. */
const DEPLOYABLE = {
  ACTIVE: true,
  DEGRADED: true,
  FAILED: false,
  PENDING: false,
  PROVISIONING: true,
  SUSPENDED: false,
  TERMINATED: false,
  TERMINATING: false,
  UPDATING: true,
} satisfies Record<InstanceStatus, boolean>

/** The limits of an upload as people read them. */
function inWords({ archiveBytes, fileBytes, diskBytes, files }: Limits, language: string) {
  return {
    archive: formatBytes(archiveBytes, language),
    file: formatBytes(fileBytes, language),
    disk: formatBytes(diskBytes, language),
    files: new Intl.NumberFormat(language).format(files),
  }
}
