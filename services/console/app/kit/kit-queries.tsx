import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { Card } from '@/ui/card'
import { QueryForm } from '@/ui/query-form'
import { TextField } from '@/ui/text-field'

const RESULT = 'asked'

/** Forms whose answer is an address, as they are and with what is wrong in it. */
export async function KitQueries({ asked }: { asked: string }) {
  const t = await words('kit')
  return (
    <Card title={t('queries')}>
      <div className="grid gap-6">
        <QueryForm path={paths.kit()} errors={{}} result={RESULT} submit={t('ask')}>
          <TextField name="asked" label={t('field.name')} defaultValue={asked} />
        </QueryForm>
        <p id={RESULT} tabIndex={-1} className="break-words text-muted">
          {asked ? t('asked', { asked }) : t('unasked')}
        </p>
        <QueryForm path={paths.kit()} errors={{ asked: [t('field.error')] }} result={RESULT} submit={t('ask')}>
          <TextField name="asked" label={t('field.wrong')} defaultValue="ada" />
        </QueryForm>
      </div>
    </Card>
  )
}
