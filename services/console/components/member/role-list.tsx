import { words } from '@/lib/words/server'
import { Fact, Facts } from '@/ui/facts'
import { ROLES } from './roles'

/** What each role may do, in a line. */
export async function RoleList() {
  const t = await words('team')
  return (
    <Facts>
      {ROLES.map((role) => (
        <Fact key={role} name={t(`roles.${role}`)}>
          {t(`roleHelp.${role}`)}
        </Fact>
      ))}
    </Facts>
  )
}
