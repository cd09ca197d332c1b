import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { Logo } from '@/components/frame/logo'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { Badge, type Tone } from '@/ui/badge'
import { Button } from '@/ui/button'
import type { ButtonTone } from '@/ui/button-class'
import { Card } from '@/ui/card'
import { CopyText } from '@/ui/copy-text'
import { EmptyState } from '@/ui/empty-state'
import { Fact, Facts } from '@/ui/facts'
import { Kbd } from '@/ui/kbd'
import { LinkButton } from '@/ui/link-button'
import { Money } from '@/ui/money'
import { Notice } from '@/ui/notice'
import { PageHeader } from '@/ui/page-header'
import { Problem } from '@/ui/problem'
import { Progress } from '@/ui/progress'
import { Table } from '@/ui/table'
import { Tabs } from '@/ui/tabs'
import { TextLink } from '@/ui/text-link'
import { Time } from '@/ui/time'
import { KitFields } from './kit-fields'
import { KitOverlays } from './kit-overlays'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('kit'))('title') }
}

const BUTTONS = ['primary', 'secondary', 'quiet', 'danger'] as const satisfies readonly ButtonTone[]
const BADGES = ['good', 'busy', 'warn', 'bad', 'quiet'] as const satisfies readonly Tone[]
const NOTICES = ['info', 'good', 'warn', 'bad'] as const
const AT = '2026-11-21T10:32:07.123Z'

/** Every component in every state, for developers: looked at in both themes, tested by axe. Nobody has to be logged in. */
export default async function KitPage() {
  const t = await words('kit')
  return (
    <div className="mx-auto grid max-w-4xl gap-8 px-4 py-8">
      <Logo />
      <main id="main" className="grid gap-6">
        <PageHeader title={t('title')} under={t('intro')} />
        <Card title={t('buttons')}>
          <Row>
            {BUTTONS.map((tone) => (
              <Button key={tone} tone={tone}>
                {t(`tones.${tone}`)}
              </Button>
            ))}
            <Button tone="primary" isPending>
              {t('pending')}
            </Button>
            <Button isDisabled>{t('disabled')}</Button>
            <LinkButton href={paths.kit()}>{t('link')}</LinkButton>
          </Row>
          <p className="mt-4">
            {t('text')} <TextLink href={paths.kit()}>{t('textLink')}</TextLink>
          </p>
        </Card>
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
          </div>
        </Card>
        <Card title={t('fields')}>
          <KitFields
            words={{
              name: t('field.name'),
              help: t('field.help'),
              wrong: t('field.wrong'),
              error: t('field.error'),
              problem: t('field.problem'),
              choice: t('field.choice'),
              check: t('field.check'),
              note: t('field.note'),
              submit: t('field.submit'),
            }}
            choices={[
              { value: 'fra', label: t('field.choices.fra') },
              { value: 'hel', label: t('field.choices.hel') },
              { value: 'sin', label: t('field.choices.sin'), disabled: true },
            ]}
          />
        </Card>
        <Card title={t('table')}>
          <Table
            caption={t('table')}
            columns={[t('columns.name'), t('columns.state'), { label: t('columns.amount'), end: true }]}
          >
            {BADGES.map((tone) => (
              <tr key={tone}>
                <th scope="row">{t('row')}</th>
                <td>
                  <Badge tone={tone}>{t(`badge.${tone}`)}</Badge>
                </td>
                <td className="text-end">
                  <Money amount="1234.50" currency="EUR" />
                </td>
              </tr>
            ))}
          </Table>
        </Card>
        <Card title={t('facts')}>
          <Facts>
            <Fact name={t('fact.id')}>
              <CopyText text="ins_01m7yrk1t5eyftavybsr5phpxy" />
            </Fact>
            <Fact name={t('fact.created')}>
              <Time at={AT} />
            </Fact>
            <Fact name={t('fact.amount')}>
              <Money amount="0.10" currency="USD" />
            </Fact>
            <Fact name={t('fact.keys')}>
              <Kbd>{'g'}</Kbd> <Kbd>{'i'}</Kbd>
            </Fact>
          </Facts>
        </Card>
        <Card title={t('tabs')}>
          <Tabs
            label={t('tabs')}
            tabs={[
              { href: paths.kit(), label: t('tab.here'), current: true },
              { href: paths.home(), label: t('tab.there'), current: false },
            ]}
          />
        </Card>
        <Card title={t('progress')}>
          <div className="grid gap-3">
            <Progress value={0.5} label={t('half')} />
            <Progress value={null} label={t('unknown')} />
          </div>
        </Card>
        <Card title={t('overlays')}>
          <KitOverlays
            words={{
              dialog: t('dialog'),
              text: t('dialogText'),
              close: t('close'),
              menu: t('menu'),
              one: t('entries.one'),
              two: t('entries.two'),
            }}
          />
        </Card>
        <Card title={t('empty')}>
          <EmptyState title={t('emptyTitle')} action={{ label: t('emptyAction'), href: paths.kit() }}>
            {t('emptyText')}
          </EmptyState>
        </Card>
        <Card title={t('problem')}>
          <Problem title={t('problemTitle')} detail="2f1c0a2e-4f7c-4f0e-9d55-0d5b6a3c7b1e">
            <p>{t('problemText')}</p>
          </Problem>
        </Card>
      </main>
    </div>
  )
}

function Row({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap items-center gap-3">{children}</div>
}
