import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { Badge, type Tone } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { DoneNotice } from '@/ui/done-notice'
import { EmptyState } from '@/ui/empty-state'
import { Notice } from '@/ui/notice'
import { Problem } from '@/ui/problem'
import { Progress } from '@/ui/progress'
import { Row } from './row'

const BADGES = ['good', 'busy', 'warn', 'bad', 'quiet'] as const satisfies readonly Tone[]
const NOTICES = ['info', 'good', 'warn', 'bad'] as const
const FAR = [0, 0.5, 1] as const

/** How things stand: well, badly, half done, or not there at all. */
export async function KitStates() {
  const t = await words('kit')
  return (
    <>
      <Card title={t('badges')}>
        <Row>
          {BADGES.map((tone) => (
            <Badge key={tone} tone={tone}>
              {t(`badge.${tone}`)}
            </Badge>
          ))}
        </Row>
      </Card>
      <Card title={t('notices')}>
        <div className="grid gap-3">
          {NOTICES.map((tone) => (
            <Notice key={tone} tone={tone}>
              {t(`notice.${tone}`)}
            </Notice>
          ))}
          <Notice live>{t('notice.live')}</Notice>
          <DoneNotice href={paths.kit()} label={t('notice.on')}>
            {t('notice.done')}
          </DoneNotice>
        </div>
      </Card>
      <Card title={t('progress')}>
        <div className="grid gap-3">
          {FAR.map((value) => (
            <Progress key={value} value={value} label={t('far', { value })} />
          ))}
          <Progress value={null} label={t('unknown')} />
        </div>
      </Card>
      <Card title={t('empty')}>
        <div className="grid gap-3">
          <EmptyState title={t('emptyTitle')} action={{ label: t('emptyAction'), href: paths.kit() }}>
            {t('emptyText')}
          </EmptyState>
          <EmptyState title={t('emptyTitle')}>{t('emptyText')}</EmptyState>
          <EmptyState title={t('emptyTitle')} />
        </div>
      </Card>
      <Card title={t('problem')} danger>
        <div className="grid gap-3">
          <Problem title={t('problemTitle')} detail="2f1c0a2e-4f7c-4f0e-9d55-0d5b6a3c7b1e">
            <p>{t('problemText')}</p>
          </Problem>
          <Problem title={t('problemTitle')} action={<Button>{t('problemAction')}</Button>} />
        </div>
      </Card>
    </>
  )
}
