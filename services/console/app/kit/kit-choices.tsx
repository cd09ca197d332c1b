import { words } from '@/lib/words/server'
import { Card } from '@/ui/card'
import { Checkbox } from '@/ui/checkbox'
import { RadioGroup } from '@/ui/radio-group'

const BOXES = {
  off: {},
  on: { defaultChecked: true },
  offDisabled: { disabled: true },
  onDisabled: { defaultChecked: true, disabled: true },
}
const NAMES = Object.keys(BOXES) as (keyof typeof BOXES)[]

/** What is chosen and not typed. */
export async function KitChoices() {
  const t = await words('kit')
  const options = [
    { value: 'fra', label: t('field.choices.fra'), help: t('field.help') },
    { value: 'hel', label: t('field.choices.hel') },
  ]
  return (
    <Card title={t('choices')}>
      <div className="grid gap-4">
        {NAMES.map((state) => (
          <Checkbox key={state} name={state} {...BOXES[state]}>
            {t(`box.${state}`)}
          </Checkbox>
        ))}
        <RadioGroup name="unchosen" label={t('radio.unchosen')} options={options} />
        <RadioGroup name="chosen" label={t('radio.chosen')} options={options} defaultValue="fra" />
        <RadioGroup name="refused" label={t('radio.refused')} options={options} error={[t('radio.error')]} />
      </div>
    </Card>
  )
}
