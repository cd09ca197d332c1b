import type { Metadata } from 'next'
import { Logo } from '@/components/frame/logo'
import { one } from '@/lib/paging'
import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { PageHeader } from '@/ui/page-header'
import { TextLink } from '@/ui/text-link'
import { KitActions } from './kit-actions'
import { KitButtons } from './kit-buttons'
import { KitChoices } from './kit-choices'
import { KitDropZone } from './kit-drop-zone'
import { KitFacts } from './kit-facts'
import { KitFields } from './kit-fields'
import { KitIcons } from './kit-icons'
import { KitLists } from './kit-lists'
import { KitOverlays } from './kit-overlays'
import { KitQueries } from './kit-queries'
import { KitStates } from './kit-states'
import { OVERLAYS } from './overlay'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words('kit'))('title') }
}

/** Every component in every state, for developers: looked at in both themes, tested by axe. Nobody has to be logged in. */
export default async function KitPage({ searchParams }: PageProps<'/kit'>) {
  const search = await searchParams
  const open = OVERLAYS.find((name) => name === one(search.open))
  const t = await words('kit')
  return (
    <div className="mx-auto grid max-w-4xl grid-cols-1 gap-8 px-4 py-8">
      <Logo />
      <main id="main" className="grid grid-cols-1 gap-6">
        <PageHeader
          title={t('title')}
          beside={<Badge tone="good">{t('badge.good')}</Badge>}
          under={t('intro')}
          actions={<Button>{t('press')}</Button>}
        />
        <KitButtons />
        <KitIcons />
        <KitStates />
        <Card title={t('fields')}>
          <KitFields
            words={{
              name: t('field.name'),
              help: t('field.help'),
              wrong: t('field.wrong'),
              error: t('field.error'),
              problem: t('field.problem'),
              choice: t('field.choice'),
              note: t('field.note'),
              password: t('field.password'),
              example: t('field.example'),
              submit: t('field.submit'),
            }}
            choices={[
              { value: 'fra', label: t('field.choices.fra') },
              { value: 'hel', label: t('field.choices.hel') },
              { value: 'sin', label: t('field.choices.sin'), disabled: true },
            ]}
          />
        </Card>
        <KitChoices />
        <KitQueries asked={one(search.asked) ?? ''} />
        <Card title={t('actions')}>
          <KitActions
            // An open menu closes when the focus goes to what failed.
            isPressed={open === undefined}
            words={{
              rest: t('action.rest'),
              slow: t('action.slow'),
              done: t('action.done'),
              said: t('action.said'),
              failing: t('action.failing'),
              problem: t('field.problem'),
              lives: t('action.lives'),
              dies: t('action.dies'),
              typed: t('action.typed'),
              follows: t('action.follows'),
              cancel: t('close'),
            }}
          />
        </Card>
        <Card title={t('files')}>
          <KitDropZone
            words={{
              zone: t('file.zone'),
              over: t('file.over'),
              help: t('file.help'),
              folder: t('file.folder'),
              archive: t('file.archive'),
              unreadable: t('file.unreadable'),
            }}
          />
        </Card>
        <KitFacts />
        <KitLists />
        <Card
          title={t('overlays')}
          aside={
            <ul aria-label={t('openAtOnce')} className="flex flex-wrap gap-3">
              {OVERLAYS.map((name) => (
                <li key={name}>
                  <TextLink href={`${paths.kit()}?open=${name}`}>{t(`overlay.${name}`)}</TextLink>
                </li>
              ))}
            </ul>
          }
        >
          <KitOverlays
            open={open}
            words={{
              dialog: t('overlay.dialog'),
              wide: t('overlay.wide'),
              menu: t('overlay.menu'),
              finder: t('overlay.finder'),
              text: t('dialogText'),
              close: t('close'),
              one: t('entries.one'),
              two: t('entries.two'),
              nothing: t('entries.nothing'),
            }}
          />
        </Card>
        <Card>{t('untitled')}</Card>
      </main>
    </div>
  )
}
