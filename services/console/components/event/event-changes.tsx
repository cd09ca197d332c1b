import { words } from '@/lib/words/server'
import { Table } from '@/ui/table'

type Change = { field: string; before: unknown; after: unknown }

/** What an event changed on its subject, field by field. */
export async function EventChanges({ changes }: { changes: readonly Change[] }) {
  if (changes.length === 0) return null
  const t = await words('event')
  const said = (value: unknown) =>
    value === null || value === undefined ? t('none') : typeof value === 'string' ? value : JSON.stringify(value)
  return (
    <Table caption={t('changes')} columns={[t('field'), t('before'), t('after')]}>
      {changes.map(({ field, before, after }) => (
        <tr key={field}>
          <th scope="row">
            <code className="font-mono text-xs">{field}</code>
          </th>
          <td className="break-words">
            <bdi>{said(before)}</bdi>
          </td>
          <td className="break-words">
            <bdi>{said(after)}</bdi>
          </td>
        </tr>
      ))}
    </Table>
  )
}
