import { words } from '@/lib/words/server'
import { Card } from '@/ui/card'
import { ICONS, Icon } from '@/ui/icon'

/** Every icon with the name that it goes by in code. */
export async function KitIcons() {
  const t = await words('kit')
  return (
    <Card title={t('icons')}>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(8rem,1fr))] gap-3">
        {ICONS.map((name) => (
          <li key={name} className="flex min-w-0 items-center gap-2">
            <Icon name={name} size={18} className="shrink-0" />
            <code className="min-w-0 break-words font-mono text-xs">{name}</code>
          </li>
        ))}
      </ul>
    </Card>
  )
}
