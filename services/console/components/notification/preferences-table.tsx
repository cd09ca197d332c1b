import type { NotificationTopic } from '@/gql/graphql'
import { words } from '@/lib/words/server'
import { Table } from '@/ui/table'
import { PreferenceBox } from './preference-box'

type Topic = { topic: NotificationTopic; alwaysOn: boolean; mail: boolean; inApp: boolean }

/** Two boxes for each topic. `topics` carries all that can be changed: a box that is empty says nothing by itself. */
export async function PreferencesTable({ topics }: { topics: readonly Topic[] }) {
  const t = await words('account.preferences')
  return (
    <Table caption={t('title')} columns={[t('topic'), t('mail'), t('inApp')]}>
      {topics.map(({ topic, alwaysOn, mail, inApp }) => (
        <tr key={topic}>
          <th scope="row" className="min-w-40">
            {t(`topics.${topic}`)}
            <span className="block font-normal text-muted text-xs">{t(`explained.${topic}`)}</span>
            {alwaysOn ? (
              <span className="block font-normal text-muted text-xs">{t('alwaysOn')}</span>
            ) : (
              <input type="hidden" name="topics" value={topic} />
            )}
          </th>
          <td>
            <PreferenceBox
              name="mail"
              topic={topic}
              label={`${t('mail')}: ${t(`topics.${topic}`)}`}
              on={mail}
              fixed={alwaysOn}
            />
          </td>
          <td>
            <PreferenceBox
              name="inApp"
              topic={topic}
              label={`${t('inApp')}: ${t(`topics.${topic}`)}`}
              on={inApp}
              fixed={alwaysOn}
            />
          </td>
        </tr>
      ))}
    </Table>
  )
}
