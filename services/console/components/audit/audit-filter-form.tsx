import Form from 'next/form'
import { EVENT_TYPES, SERVICES } from '@/components/webhook/event-types'
import type { Sort } from '@/lib/paging'
import { words } from '@/lib/words/server'
import { Button } from '@/ui/button'
import { fieldClass, labelClass } from '@/ui/field-class'
import { TextLink } from '@/ui/text-link'
import type { Field as Name } from './asked'

type Props = {
  path: string
  typed: Record<Name, string>
  /** What cannot be looked for as it is typed. */
  wrong: readonly Name[]
  /** Stays, whatever is asked for. */
  sort: Sort
  /** Who can be chosen by name. */
  people: ReadonlyMap<string, string>
}

/** Which events: a form whose answer is an address, so that it can be sent to somebody. */
export async function AuditFilterForm({ path, typed, wrong, sort, people }: Props) {
  const t = await words('audit')
  const types = SERVICES.flatMap((service) => [`${service}.*`, ...EVENT_TYPES[service]])
  const error = (name: Name) => (wrong.includes(name) ? t(`filter.wrong.${name}`) : undefined)
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
        error={error('actor')}
      />
      <Field
        name="type"
        label={t('filter.type')}
        help={t('filter.typeHelp')}
        value={typed.type}
        list="audit-types"
        error={error('type')}
      />
      <Field
        name="subject"
        label={t('filter.subject')}
        help={t('filter.subjectHelp')}
        value={typed.subject}
        error={error('subject')}
      />
      <Field name="from" type="date" label={t('filter.from')} value={typed.from} error={error('from')} />
      <Field name="to" type="date" label={t('filter.to')} value={typed.to} error={error('to')} />
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

type FieldProps = {
  name: Name
  label: string
  help?: string
  value: string
  type?: 'date'
  list?: string
  error: string | undefined
}

/** The browser's own fields: days and lists to choose from, and no script. */
function Field({ name, label, help, value, type, list, error }: FieldProps) {
  const id = `audit-${name}`
  const described = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(' ')
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
        aria-invalid={error ? true : undefined}
        aria-describedby={described || undefined}
        className={fieldClass}
      />
      {help ? (
        <p id={`${id}-help`} className="text-muted text-xs">
          {help}
        </p>
      ) : null}
      {error ? (
        // As wide as its field: a column that is as wide as what it holds would take the others' room.
        <p id={`${id}-error`} role="alert" className="w-min min-w-full text-danger text-xs">
          {error}
        </p>
      ) : null}
    </div>
  )
}
