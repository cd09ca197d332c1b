'use client'

import { useState } from 'react'
import { Autocomplete } from 'react-aria-components/Autocomplete'
import { Input } from 'react-aria-components/Input'
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox'
import { SearchField } from 'react-aria-components/SearchField'
import { fieldClass } from './field-class'
import { Kbd } from './kbd'

type Entry = { id: string; label: string; keys?: string; run: () => void }
type Props = {
  label: string
  nothing: string
  entries: readonly Entry[]
  /** What a text leads to that is no entry's name, such as an id. */
  beyond?: (typed: string) => readonly Entry[]
  onChosen: (entry: Entry) => void
}

/** A field, and what fits to it: the arrow keys choose while one types. */
export function Finder({ label, nothing, entries: known, beyond, onChosen }: Props) {
  const [typed, setTyped] = useState('')
  const entries = [...known, ...(beyond?.(typed.trim()) ?? [])]
  const fits = (text: string, typed: string) => text.toLocaleLowerCase().includes(typed.trim().toLocaleLowerCase())
  return (
    <Autocomplete filter={fits} inputValue={typed} onInputChange={setTyped}>
      <SearchField autoFocus aria-label={label}>
        <Input className={fieldClass} />
      </SearchField>
      <ListBox
        aria-label={label}
        selectionMode="none"
        onAction={(id) => {
          const entry = entries.find((entry) => entry.id === id)
          if (entry) onChosen(entry)
        }}
        renderEmptyState={() => <p className="px-3 py-2 text-muted">{nothing}</p>}
        className="grid gap-0.5 outline-none"
      >
        {entries.map(({ id, label, keys }) => (
          <ListBoxItem
            key={id}
            id={id}
            textValue={label}
            className="flex cursor-pointer items-center justify-between gap-4 rounded-md px-3 py-2 data-[focused]:bg-hover"
          >
            <span>{label}</span>
            {keys ? (
              <span className="flex gap-1">
                {keys.split(' ').map((key) => (
                  <Kbd key={key}>{key}</Kbd>
                ))}
              </span>
            ) : null}
          </ListBoxItem>
        ))}
      </ListBox>
    </Autocomplete>
  )
}
