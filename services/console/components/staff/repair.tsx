import { words } from '@/lib/words/server'
import { ActionButton } from '@/ui/action-button'
import { repairInstance } from './actions'

/** Has a site looked at again at once. */
export async function Repair({ instance }: { instance: string }) {
  const t = await words('staff')
  return (
    <ActionButton
      action={repairInstance}
      attempt={crypto.randomUUID()}
      fields={{ instanceId: instance }}
      done={t('repairing')}
    >
      {t('repair')}
    </ActionButton>
  )
}
