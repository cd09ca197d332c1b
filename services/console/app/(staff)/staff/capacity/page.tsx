import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { NodeRoom } from '@/components/staff/node-room'
import { StaffCapacityPageDocument } from '@/gql/graphql'
import { gateway } from '@/lib/gateway/gateway'
import { words } from '@/lib/words/server'
import { Badge } from '@/ui/badge'
import { Card } from '@/ui/card'
import { EmptyState } from '@/ui/empty-state'
import { PageHeader } from '@/ui/page-header'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('staff.capacity'))('title') }
}

export default async function StaffCapacityPage() {
  const { staff } = await gateway(StaffCapacityPageDocument, {})
  if (!staff) notFound()
  const t = await words('staff.capacity')
  return (
    <>
      <PageHeader title={t('title')} />
      {staff.capacity.length === 0 ? <EmptyState title={t('empty')} /> : null}
      <div className="grid gap-6">
        {staff.capacity.map(({ region, nodes }) => (
          <Card
            key={region.id}
            title={`${region.name} (${region.slug})`}
            aside={
              <Badge tone={region.available ? 'good' : 'bad'}>{region.available ? t('available') : t('full')}</Badge>
            }
          >
            {nodes.length === 0 ? <p className="text-muted">{t('noNodes')}</p> : null}
            <div className="grid gap-6">
              {nodes.map((node) => (
                <NodeRoom key={node.id} node={node} />
              ))}
            </div>
          </Card>
        ))}
      </div>
    </>
  )
}
