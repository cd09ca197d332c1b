import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { Button } from '@/ui/button'
import type { ButtonTone } from '@/ui/button-class'
import { Card } from '@/ui/card'
import { Icon } from '@/ui/icon'
import { IconButton } from '@/ui/icon-button'
import { LinkButton } from '@/ui/link-button'
import { PrintButton } from '@/ui/print-button'
import { Spinner } from '@/ui/spinner'
import { Table } from '@/ui/table'
import { TextLink } from '@/ui/text-link'
import { Row } from './row'

const TONES = Object.keys({
  primary: true,
  secondary: true,
  quiet: true,
  danger: true,
} satisfies Record<ButtonTone, true>) as ButtonTone[]

const STATES = {
  rest: {},
  pending: { isPending: true },
  disabled: { isDisabled: true },
  both: { isPending: true, isDisabled: true },
} as const
const NAMES = Object.keys(STATES) as (keyof typeof STATES)[]

/** What is pressed: each tone in each state, and what looks like it. */
export async function KitButtons() {
  const t = await words('kit')
  return (
    <Card title={t('buttons')}>
      <div className="grid grid-cols-1 gap-4">
        <Table
          caption={t('buttons')}
          columns={[t('tone'), ...NAMES.map((state) => t(`states.${state}`)), t('states.link')]}
        >
          {TONES.map((tone) => (
            <tr key={tone}>
              <th scope="row">{t(`tones.${tone}`)}</th>
              {NAMES.map((state) => (
                <td key={state}>
                  <Button tone={tone} {...STATES[state]}>
                    {t('press')}
                  </Button>
                </td>
              ))}
              <td>
                <LinkButton tone={tone} href={paths.kit()}>
                  {t('link')}
                </LinkButton>
              </td>
            </tr>
          ))}
        </Table>
        <Row>
          <IconButton aria-label={t('iconButton')}>
            <Icon name="bell" size={18} />
          </IconButton>
          <PrintButton>{t('print')}</PrintButton>
          <Spinner />
        </Row>
        <p>
          {t('text')} <TextLink href={paths.kit()}>{t('textLink')}</TextLink>
        </p>
      </div>
    </Card>
  )
}
