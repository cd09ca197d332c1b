import { paths } from '@/lib/paths'
import { words } from '@/lib/words/server'
import { Button } from '@/ui/button'
import { TextField } from '@/ui/text-field'

/** Finds a customer by whatever one has in hand. A form of the browser's own: its answer is an address. */
export async function SearchForm({ text }: { text: string }) {
  const t = await words('staff.search')
  return (
    <search>
      <form action={paths.staffSearch()} method="get" className="grid gap-3 sm:grid-cols-[1fr_auto] sm:items-start">
        <TextField
          key={text}
          name="q"
          type="search"
          label={t('label')}
          help={t('help')}
          defaultValue={text}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
        />
        <div className="sm:mt-6">
          <Button type="submit" tone="primary">
            {t('submit')}
          </Button>
        </div>
      </form>
    </search>
  )
}
