'use client'

import { usePathname } from 'next/navigation'
import { useEffect, useState } from 'react'

let tell: (text: string) => void = () => undefined

/** Says what has no place on the page any more, as where a row is gone with its button. */
export function say(text: string): void {
  tell(text)
}

/** Where that is heard, on the page that it is about. */
export function Said() {
  const path = usePathname()
  const [said, setSaid] = useState({ text: '', on: '', times: 0 })
  useEffect(() => {
    tell = (text) => setSaid(({ times }) => ({ text, on: path, times: times + 1 }))
  }, [path])
  return (
    <div role="status" className="sr-only">
      {/* The same text a second time is another one: it is said again. */}
      {said.on === path ? <p key={said.times}>{said.text}</p> : null}
    </div>
  )
}
