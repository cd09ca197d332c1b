'use client'

import { useChosen } from '@/ui/form-values'

type Props = { name: string; topic: string; label: string; on: boolean; fixed: boolean }

/** Whether one hears of a topic in one way. What was ticked stays when it could not be saved. */
export function PreferenceBox({ name, topic, label, on, fixed }: Props) {
  const chosen = useChosen(name)
  // What cannot be switched off is not sent.
  const ticked = chosen && !fixed ? chosen.includes(topic) : on
  return (
    <input
      // React empties a form after its action; a box keeps what it says only when it is made anew.
      key={String(ticked)}
      type="checkbox"
      name={name}
      value={topic}
      defaultChecked={ticked}
      disabled={fixed}
      aria-label={label}
      className="block size-6 accent-(--color-accent)"
    />
  )
}
