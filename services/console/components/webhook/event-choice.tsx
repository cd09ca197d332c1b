import { Checkbox } from '@/ui/checkbox'
import { labelClass } from '@/ui/field-class'

/** The kinds of events of one service. */
export type EventGroup = {
  service: string
  label: string
  wildcard: string
  types: readonly { type: string; label: string }[]
}

type Props = {
  words: { which: string; all: string; allHelp: string; some: string; someHelp: string; wildcard: string }
  groups: readonly EventGroup[]
  /** `all` or `some`. */
  which: string
  chosen: readonly string[]
  error?: readonly string[] | undefined
}

/** All events or only some; where all of a service are wanted, its kinds need no choice. Without a script, by CSS. */
export function EventChoice({ words, groups, which, chosen, error }: Props) {
  const radio = (value: string, label: string, help: string) => (
    <label className="flex min-h-6 items-start gap-2.5">
      <input
        type="radio"
        name="which"
        value={value}
        defaultChecked={which === value}
        className="mt-0.5 size-4.5 shrink-0 accent-(--color-accent)"
      />
      <span className="grid">
        <span>{label}</span>
        <span className="text-muted text-xs">{help}</span>
      </span>
    </label>
  )
  return (
    <fieldset className="group/which grid gap-2.5">
      <legend className={`mb-1.5 ${labelClass}`}>{words.which}</legend>
      {radio('all', words.all, words.allHelp)}
      {radio('some', words.some, words.someHelp)}
      {error ? (
        <p role="alert" className="text-danger text-xs">
          {error.join(' ')}
        </p>
      ) : null}
      {/* So that the field is there even when nothing is chosen, and an error finds its place. */}
      <input type="hidden" name="eventTypes" value="" />
      <div className="hidden gap-4 group-has-[input[value=some]:checked]/which:grid sm:grid-cols-2">
        {groups.map(({ service, label, wildcard, types }) => (
          <fieldset key={service} className="group/service grid content-start gap-2 rounded-md border border-line p-3">
            <legend className="px-1 font-medium">{label}</legend>
            <div className="service-wildcard grid gap-0.5">
              <Checkbox name="eventTypes" value={wildcard} defaultChecked={chosen.includes(wildcard)}>
                <span className="grid">
                  <span>{words.wildcard}</span>
                  <code className="font-mono text-muted text-xs">{wildcard}</code>
                </span>
              </Checkbox>
            </div>
            <div className="grid gap-2 group-has-[.service-wildcard_input:checked]/service:hidden">
              {types.map(({ type, label }) => (
                <Checkbox key={type} name="eventTypes" value={type} defaultChecked={chosen.includes(type)}>
                  <span className="grid min-w-0">
                    <span>{label}</span>
                    <code className="break-all font-mono text-muted text-xs">{type}</code>
                  </span>
                </Checkbox>
              ))}
            </div>
          </fieldset>
        ))}
      </div>
    </fieldset>
  )
}
