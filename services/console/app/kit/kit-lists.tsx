import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { Badge } from '@/ui/badge'
import { Card } from '@/ui/card'
import { ChoiceLinks } from '@/ui/choice-links'
import { Money } from '@/ui/money'
import { Pager } from '@/ui/pager'
import { Table } from '@/ui/table'
import { Tabs } from '@/ui/tabs'

const ROWS = [
  { tone: 'good', amount: '1234.50', currency: 'EUR' },
  { tone: 'warn', amount: '0.10', currency: 'USD' },
  { tone: 'bad', amount: '1200', currency: 'JPY' },
] as const

/** Each place that a page of a list may have. */
const PLACES = {
  first: { previous: undefined, next: paths.kit() },
  middle: { previous: paths.kit(), next: paths.kit() },
  last: { previous: paths.kit(), next: undefined },
}
const NAMES = Object.keys(PLACES) as (keyof typeof PLACES)[]

/** Lists, and ways through them. */
export async function KitLists() {
  const t = await words('kit')
  const pager = await words('pager')
  const turn = { previous: pager('previous'), next: pager('next') }
  return (
    <>
      <Card title={t('table')}>
        <Table
          caption={t('table')}
          columns={[t('columns.name'), t('columns.state'), { label: t('columns.amount'), end: true }]}
          pager={<Pager words={{ ...turn, label: t('pages.ofTable') }} {...PLACES.first} />}
        >
          {ROWS.map(({ tone, amount, currency }) => (
            <tr key={tone}>
              <th scope="row">{t('row')}</th>
              <td>
                <Badge tone={tone}>{t(`badge.${tone}`)}</Badge>
              </td>
              <td className="text-end">
                <Money amount={amount} currency={currency} />
              </td>
            </tr>
          ))}
        </Table>
      </Card>
      <Card title={t('pager')}>
        <div className="grid gap-3">
          {NAMES.map((place) => (
            <Pager key={place} words={{ ...turn, label: t(`pages.${place}`) }} {...PLACES[place]} />
          ))}
        </div>
      </Card>
      <Card title={t('choiceLinks')}>
        <ChoiceLinks
          label={t('choiceLinks')}
          choices={[
            { href: paths.kit(), label: t('tab.here'), current: true },
            { href: paths.home(), label: t('tab.there'), current: false },
          ]}
        />
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
    </>
  )
}
