import Form from 'next/form'
import { EVENT_TYPES, SERVICES } from '@/components/webhook/event-types'
import type { Sort } from '@/lib/paging'
import { words } from '@/lib/words/server'
import { Button } from '@/ui/button'
import { fieldClass, labelClass } from '@/ui/field-class'
import { TextLink } from '@/ui/text-link'
import type { typedFilter } from './asked'

type Props = {
  path: string
  typed: ReturnType<typeof typedFilter>
  /** Stays, whatever is asked for. */
  sort: Sort
  /** Who can be chosen by name. */
  people: ReadonlyMap<string, string>
}

/** Which events: a form whose answer is an address, so that it can be sent to somebody. */
export async function AuditFilterForm({ path, typed, sort, people }: Props) {
  const t = await words('audit')
  const types = SERVICES.flatMap((service) => [`${service}.*`, ...EVENT_TYPES[service]])
  const filtered = Object.values(typed).some((text) => text !== '')
  return (
    <Form
      action={path}
      aria-label={t('filter.title')}
      className="grid items-start gap-4 rounded-lg border border-line bg-raised p-4 sm:grid-cols-2 lg:grid-cols-[1fr_1fr_1fr_auto_auto]"
    >
      <Field
        name="actor"
        label={t('filter.actor')}
        help={t('filter.actorHelp')}
        value={typed.actor}
        list="audit-people"
      />
      <Field name="type" label={t('filter.type')} help={t('filter.typeHelp')} value={typed.type} list="audit-types" />
      <Field name="subject" label={t('filter.subject')} help={t('filter.subjectHelp')} value={typed.subject} />
      <Field name="from" type="date" label={t('filter.from')} value={typed.from} />
      <Field name="to" type="date" label={t('filter.to')} value={typed.to} />
      {sort === 'oldest' ? <input type="hidden" name="sort" value={sort} /> : null}
      <datalist id="audit-people">
        {[...people].map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </datalist>
      <datalist id="audit-types">
        {types.map((type) => (
          <option key={type} value={type} />
        ))}
      </datalist>
      <div className="col-span-full flex flex-wrap items-center gap-4">
        <Button type="submit">{t('filter.apply')}</Button>
        {filtered ? <TextLink href={path}>{t('filter.clear')}</TextLink> : null}
      </div>
    </Form>
  )
}

type FieldProps = { name: string; label: string; help?: string; value: string; type?: 'date'; list?: string }

/** The browser's own fields: days and lists to choose from, and no script. */
function Field({ name, label, help, value, type, list }: FieldProps) {
  const id = `audit-${name}`
  return (
    <div className="grid min-w-0 gap-1.5">
      <label htmlFor={id} className={labelClass}>
        {label}
      </label>
      <input
        // Another address, another value: what is not controlled has to be made anew.
        key={value}
        id={id}
        name={name}
        type={type ?? 'text'}
        list={list}
        defaultValue={value}
        autoComplete="off"
        spellCheck="false"
        aria-describedby={help ? `${id}-help` : undefined}
        className={fieldClass}
      />
      {help ? (
        <p id={`${id}-help`} className="text-muted text-xs">
          {help}
        </p>
      ) : null}
    </div>
  )
}
